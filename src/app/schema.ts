import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchema, type NonEmptyArray, type PubSub } from 'type-graphql';
import './entities.ts'; // every implementation of Node, whatever else the process has loaded
import {
  CaseEventResolver,
  CaseShareEventResolver,
  CaseStageMovedResolver,
  CaseUpdatedResolver,
  ActivityAddedResolver,
  ContactAddedCaseResolver,
} from '../cases/case.events.ts';
import {
  ChainNodeCasesResolver,
  CompanyCasesResolver,
  LeadCaseResolver,
  TeamCasesResolver,
} from '../cases/case-edges.resolver.ts';
import { MergePreviewCasesResolver } from '../cases/merge-preview-cases.resolver.ts';
import { CaseMutationResolver } from '../cases/case-mutation.resolver.ts';
import { ActivityResolver, CaseShareResolver } from '../cases/case-parts.resolver.ts';
import { CaseResolver } from '../cases/case.resolver.ts';
import { WorkCalendarMutationResolver } from '../cases/work-calendar-mutation.resolver.ts';
import { CreditMutationResolver } from '../cases/credit-mutation.resolver.ts';
import {
  CaseCreditResolver,
  CaseCreditSharesResolver,
  CreditedPartResolver,
  CreditEntryResolver,
  CreditLedgerResolver,
} from '../cases/credit-ledger.resolver.ts';
import {
  CreditFigureResolver,
  CreditOutlayResolver,
  CreditPartyResolver,
  CreditRuleResolver,
  CreditSharesResolver,
} from '../cases/credit-parts.resolver.ts';
import {
  CreditFigureRecordedResolver,
  CreditFigureReversedResolver,
  CreditRuleSavedResolver,
  CreditSharesAgreedResolver,
  CreditStartedResolver,
} from '../cases/credit.events.ts';
import { ContestDecidedResolver, ContestEventResolver } from '../cases/contest.events.ts';
import { ContestMutationResolver } from '../cases/contest-mutation.resolver.ts';
import { ContestResolver, ContestStatementResolver, LeadContestsResolver, RulingResolver } from '../cases/contest.resolver.ts';
import { AccessExplanationResolver, AccessReasonResolver } from '../cases/explain-access.resolver.ts';
import {
  CompanyReferralsResolver,
  CompanyTeamMutationResolver,
  ReferrerStandingResolver,
  TeamReferralsResolver,
} from '../cases/referral.resolver.ts';
import { TransferEventResolver } from '../cases/transfer.events.ts';
import { TransferMutationResolver } from '../cases/transfer-mutation.resolver.ts';
import {
  ClaimEndedResolver,
  ClaimEventResolver,
  ClaimExpiringResolver,
  ClaimPartyEventResolver,
  ClaimRenewedResolver,
  LeadClaimedResolver,
} from '../leads/claim.events.ts';
import {
  CaseTransfersResolver,
  LeadTransfersResolver,
  TransferResolver,
  TransferTermsResolver,
} from '../cases/transfer.resolver.ts';
import { ClaimRegisterResolver } from '../leads/claim-register.resolver.ts';
import { ClaimMutationResolver } from '../leads/claim-mutation.resolver.ts';
import {
  ClaimConflictResolver,
  ClaimEvidenceResolver,
  ClaimPartyResolver,
  ClaimResolver,
  LeadClaimsResolver,
} from '../leads/claim.resolver.ts';
import {
  ContactAddedResolver,
  LeadDeclinedResolver,
  LeadEventResolver,
  LeadRegisteredResolver,
  LeadScreenedResolver,
  LeadUpdatedResolver,
} from '../leads/lead.events.ts';
import {
  CollisionClosedResolver,
  CollisionDisclosedResolver,
  CollisionEventResolver,
  CollisionFoundResolver,
  CollisionProbedResolver,
} from '../leads/collision.events.ts';
import { CollisionResolver, LeadCollisionsResolver } from '../leads/collision.resolver.ts';
import { CollisionMutationResolver } from '../cases/collision-mutation.resolver.ts';
import { CollisionMatchResolver, CollisionProbesResolver } from '../leads/collision-check.resolver.ts';
import { CityRulesResolver, CityRulesSetResolver } from '../leads/city-rules.resolver.ts';
import { ChainNodeLeadsResolver, CompanyLeadsResolver, TeamLeadsResolver } from '../leads/lead-edges.resolver.ts';
import { LeadMutationResolver } from '../leads/lead-mutation.resolver.ts';
import { LeadClockEventResolver, LeadReportEventResolver } from '../leads/clock.events.ts';
import { ClockMutationResolver } from '../leads/clock-mutation.resolver.ts';
import { LeadClocksResolver, LeadReportResolver, ResponseClockResolver } from '../leads/clock.resolver.ts';
import { WorkCalendarImportedResolver } from '../leads/work-calendar.event.ts';
import { WorkCalendarResolver } from '../leads/work-calendar.resolver.ts';
import { LeadResolver } from '../leads/lead.resolver.ts';
import { MergePreviewResolver, MergeResolver } from '../leads/merge.resolver.ts';
import { RelationMutationResolver } from '../leads/relation.resolver.ts';
import { ChainsImportedResolver, PlacementConfirmedResolver, PlacementRemovedResolver } from '../chains/chain.event.ts';
import { ChainLinkResolver, ChainMentionResolver, ChainNodeResolver, ChainResolver } from '../chains/chain.resolver.ts';
import { GapEvidenceResolver, GapResolver } from '../chains/gap.resolver.ts';
import { CompanyPlacementsResolver, PlacementResolver } from '../chains/placement.resolver.ts';
import {
  CompaniesImportedResolver,
  CompanyRegisteredResolver,
  CompanyUpdatedResolver,
  DesignationAddedResolver,
  RelationAddedResolver,
  CompanyTeamLinkedResolver,
  CompanyTeamUnlinkedResolver,
} from '../companies/company.event.ts';
import { CompaniesScannedResolver, CompanyMatchDismissedResolver } from '../companies/company-match.event.ts';
import { CompanyMatchResolver } from '../companies/company-match.resolver.ts';
import { CompaniesMergedResolver, CompaniesUnmergedResolver } from '../companies/company-merge.event.ts';
import { CompanyMergeResolver, CompanyMergesResolver } from '../companies/company-merge.resolver.ts';
import { CompanyMutationResolver } from '../companies/company-mutation.resolver.ts';
import { IdentityMatchResolver } from '../companies/identity-match.resolver.ts';
import { CompanyRelationResolver, CompanyResolver } from '../companies/company.resolver.ts';
import { ParkMutationResolver } from '../parks/park-mutation.resolver.ts';
import { ParkResolver } from '../parks/park.resolver.ts';
import { ApiClientResolver } from '../teams/api-client.resolver.ts';
import { DivisionResolver } from '../teams/division.resolver.ts';
import { MembershipEndedResolver, MembershipStartedResolver } from '../teams/membership.event.ts';
import { MembershipResolver } from '../teams/membership.resolver.ts';
import { SignInResolver } from '../teams/sign-in.resolver.ts';
import { TeamCreatedResolver, TeamUpdatedResolver } from '../teams/team.event.ts';
import { TeamMutationResolver } from '../teams/team-mutation.resolver.ts';
import { TeamResolver } from '../teams/team.resolver.ts';
import { ViewerResolver } from '../teams/viewer.resolver.ts';
import { StreamResolver } from '../events/stream.resolver.ts';
import { enforceLevels } from './field-levels.ts';
import { NodeResolver } from './node.resolver.ts';

/** Every resolver of the product, upstream features first. */
const resolvers: NonEmptyArray<NewableFunction> = [
  NodeResolver,
  StreamResolver,
  SignInResolver,
  ViewerResolver,
  TeamResolver,
  TeamMutationResolver,
  TeamCreatedResolver,
  TeamUpdatedResolver,
  DivisionResolver,
  MembershipResolver,
  MembershipStartedResolver,
  MembershipEndedResolver,
  ApiClientResolver,
  ParkResolver,
  ParkMutationResolver,
  CompanyResolver,
  CompanyRelationResolver,
  CompanyMutationResolver,
  IdentityMatchResolver,
  CompaniesImportedResolver,
  CompanyRegisteredResolver,
  CompanyUpdatedResolver,
  DesignationAddedResolver,
  RelationAddedResolver,
  CompanyMatchResolver,
  CompaniesScannedResolver,
  CompanyMatchDismissedResolver,
  CompanyMergeResolver,
  CompanyMergesResolver,
  CompaniesMergedResolver,
  CompaniesUnmergedResolver,
  ChainResolver,
  ChainNodeResolver,
  ChainLinkResolver,
  ChainMentionResolver,
  PlacementResolver,
  CompanyPlacementsResolver,
  GapResolver,
  GapEvidenceResolver,
  ChainsImportedResolver,
  PlacementConfirmedResolver,
  PlacementRemovedResolver,
  ClaimConflictResolver,
  ClaimEndedResolver,
  ClaimEventResolver,
  ClaimEvidenceResolver,
  ClaimExpiringResolver,
  ClaimMutationResolver,
  ClaimPartyEventResolver,
  ClaimPartyResolver,
  ClaimRegisterResolver,
  ClaimRenewedResolver,
  ClaimResolver,
  LeadClaimedResolver,
  LeadClaimsResolver,
  CityRulesResolver,
  CityRulesSetResolver,
  ChainNodeLeadsResolver,
  CompanyLeadsResolver,
  CollisionClosedResolver,
  CollisionDisclosedResolver,
  CollisionEventResolver,
  CollisionFoundResolver,
  CollisionMatchResolver,
  CollisionMutationResolver,
  CollisionProbedResolver,
  CollisionProbesResolver,
  CollisionResolver,
  ContactAddedResolver,
  LeadCaseResolver,
  LeadCollisionsResolver,
  LeadDeclinedResolver,
  LeadEventResolver,
  LeadMutationResolver,
  LeadRegisteredResolver,
  LeadResolver,
  LeadScreenedResolver,
  LeadUpdatedResolver,
  MergePreviewResolver,
  MergeResolver,
  RelationMutationResolver,
  TeamLeadsResolver,
  ClockMutationResolver,
  LeadClockEventResolver,
  LeadClocksResolver,
  LeadReportEventResolver,
  LeadReportResolver,
  ResponseClockResolver,
  WorkCalendarImportedResolver,
  WorkCalendarMutationResolver,
  WorkCalendarResolver,
  AccessExplanationResolver,
  AccessReasonResolver,
  ActivityAddedResolver,
  ActivityResolver,
  CaseEventResolver,
  CaseMutationResolver,
  CaseResolver,
  CaseShareEventResolver,
  CaseShareResolver,
  CaseStageMovedResolver,
  CaseUpdatedResolver,
  ChainNodeCasesResolver,
  CompanyCasesResolver,
  ContactAddedCaseResolver,
  MergePreviewCasesResolver,
  CaseCreditResolver,
  CaseCreditSharesResolver,
  CreditedPartResolver,
  CreditEntryResolver,
  CreditFigureRecordedResolver,
  CreditFigureResolver,
  CreditFigureReversedResolver,
  CreditLedgerResolver,
  CreditMutationResolver,
  CreditOutlayResolver,
  CreditPartyResolver,
  CreditRuleResolver,
  CreditRuleSavedResolver,
  CreditSharesAgreedResolver,
  CreditSharesResolver,
  CreditStartedResolver,
  ContestDecidedResolver,
  ContestEventResolver,
  ContestMutationResolver,
  ContestResolver,
  ContestStatementResolver,
  LeadContestsResolver,
  RulingResolver,
  TeamCasesResolver,
  CaseTransfersResolver,
  LeadTransfersResolver,
  TransferEventResolver,
  TransferMutationResolver,
  TransferResolver,
  TransferTermsResolver,
  CompanyReferralsResolver,
  CompanyTeamMutationResolver,
  CompanyTeamLinkedResolver,
  CompanyTeamUnlinkedResolver,
  ReferrerStandingResolver,
  TeamReferralsResolver,
];

/** Streams come from the hub alone; type-graphql asks for a bus all the same. */
const none: PubSub = {
  publish: () => {},
  subscribe: () => {
    throw new Error('streams come from the hub');
  },
};

let built: Promise<GraphQLSchema> | undefined;

/** The schema, built once per process: type-graphql keeps its metadata process-wide. */
export const buildAppSchema = (): Promise<GraphQLSchema> => (built ??= build());

async function build(): Promise<GraphQLSchema> {
  // Plain columns get no resolver function (decision 37): type-graphql would wrap each in its middleware chain.
  for (const field of globalThis.TypeGraphQLMetadataStorage.fields) field.simple = true;
  return describeRoots(
    enforceLevels(await buildSchema({ resolvers, orphanedTypes: [], pubSub: none, validate: false, nullableByDefault: false })),
  );
}

/** type-graphql knows no description of root types. */
function describeRoots(schema: GraphQLSchema): GraphQLSchema {
  const [query, mutation, subscription] = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  if (query) query.description = 'What can be asked; records the viewer may not see do not exist (查询).';
  if (mutation)
    mutation.description = 'What can be done; each takes one input and answers refusals of the rules in userErrors (变更).';
  if (subscription) subscription.description = 'What happens, live and in order, from where the client left off (订阅).';
  return schema;
}

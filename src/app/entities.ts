import { Access } from '../access/access.ts';
import { GivenStake } from '../access/stake.ts';
import { Activity, ActivityContact } from '../cases/activity.ts';
import { CaseShare } from '../cases/case-share.ts';
import { Case } from '../cases/case.ts';
import { Contest, ContestStatement, Ruling } from '../cases/contest.ts';
import { CreditFigure } from '../cases/credit-figure.ts';
import { CreditRule } from '../cases/credit-rule.ts';
import { CaseLead, CreditParty, CreditShares, CreditStart } from '../cases/credit-shares.ts';
import { Transfer } from '../cases/transfer.ts';
import { Chain, ChainLink, ChainMention, ChainNode, Placement } from '../chains/chain.ts';
import { NodeCoverage } from '../chains/node-coverage.ts';
import { CompanyMatch } from '../companies/company-match.ts';
import { CompanyMerge } from '../companies/company-merge.ts';
import { CompanyTeam } from '../companies/company-team.ts';
import { Company, CompanyName } from '../companies/company.ts';
import { CompanyProduct, CompanyRelation, Designation } from '../companies/designation.ts';
import { EventPending, EventPos, EventRow } from '../events/event-log.ts';
import { Idempotency } from '../kernel/idempotency.ts';
import { Installation } from '../kernel/installation.ts';
import { WorkCalendarDay, WorkCalendarYear } from '../kernel/work-calendar.ts';
import { ClaimRegister } from '../leads/claim-register.ts';
import { ClaimParty } from '../leads/claim-party.ts';
import { ClaimEvidence } from '../leads/claim-evidence.ts';
import { Claim } from '../leads/claim.ts';
import { CityRules } from '../leads/city-rules.ts';
import { Collision } from '../leads/collision.ts';
import { CollisionProbe } from '../leads/collision-probe.ts';
import { Contact } from '../leads/contact.ts';
import { Lead } from '../leads/lead.ts';
import { LeadReport } from '../leads/lead-report.ts';
import { ResponseClock } from '../leads/response-clock.ts';
import { ProbeHit } from '../leads/probe-hit.ts';
import { Park } from '../parks/park.ts';
import { Division } from '../teams/division.ts';
import { Membership, Person } from '../teams/person.ts';
import { ApiClient, Session } from '../teams/session.ts';
import { Team, TeamDivision } from '../teams/team.ts';

/** Every table, by name: no globbing, the same list in dist, dev and tests. */
export const entities = [
  Installation,
  Idempotency,
  WorkCalendarYear,
  WorkCalendarDay,
  EventRow,
  EventPending,
  EventPos,
  Division,
  Team,
  TeamDivision,
  Person,
  Membership,
  ApiClient,
  Session,
  Access,
  GivenStake,
  Company,
  CompanyName,
  CompanyTeam,
  CompanyMerge,
  CompanyMatch,
  Designation,
  CompanyRelation,
  CompanyProduct,
  Chain,
  ChainNode,
  ChainLink,
  Placement,
  NodeCoverage,
  ChainMention,
  Park,
  CityRules,
  Lead,
  Contact,
  Claim,
  ClaimEvidence,
  ClaimParty,
  ClaimRegister,
  ResponseClock,
  LeadReport,
  Collision,
  CollisionProbe,
  ProbeHit,
  Case,
  CaseShare,
  Contest,
  ContestStatement,
  Ruling,
  Activity,
  ActivityContact,
  CreditRule,
  CreditShares,
  CreditParty,
  CreditStart,
  CreditFigure,
  CaseLead,
  Transfer,
];

import { Field, ID, Int, InterfaceType, registerEnumType } from 'type-graphql';
import { Level } from '../kernel/level.ts';
import { DateTime } from '../kernel/scalars.ts';
import type { LoggedEvent } from './logged-event.ts';

/** Every kind of event. The GraphQL type of `CASE_STAGE_MOVED` is `CaseStageMoved`, declared by the feature that records it. */
export enum EventKind {
  CITY_RULES_SET = 'CITY_RULES_SET',
  LEAD_REGISTERED = 'LEAD_REGISTERED',
  LEAD_UPDATED = 'LEAD_UPDATED',
  LEAD_SCREENED = 'LEAD_SCREENED',
  LEAD_ACCEPTED = 'LEAD_ACCEPTED',
  LEAD_DECLINED = 'LEAD_DECLINED',
  LEAD_CLAIMED = 'LEAD_CLAIMED',
  CLAIM_RENEWED = 'CLAIM_RENEWED',
  CLAIM_EXPIRING = 'CLAIM_EXPIRING',
  CLAIM_LAPSED = 'CLAIM_LAPSED',
  CLAIM_OFFERED = 'CLAIM_OFFERED',
  CLAIM_JOINED = 'CLAIM_JOINED',
  CLAIM_OFFER_DECLINED = 'CLAIM_OFFER_DECLINED',
  CLAIM_OFFER_CLOSED = 'CLAIM_OFFER_CLOSED',
  CLAIM_OFFER_WITHDRAWN = 'CLAIM_OFFER_WITHDRAWN',
  CLAIM_LEFT = 'CLAIM_LEFT',
  CLAIM_RELEASED = 'CLAIM_RELEASED',
  CLAIM_ENDED = 'CLAIM_ENDED',
  LEAD_RESPONDED = 'LEAD_RESPONDED',
  LEAD_REPORTED = 'LEAD_REPORTED',
  LEAD_CLOCK_AMBER = 'LEAD_CLOCK_AMBER',
  LEAD_CLOCK_LATE = 'LEAD_CLOCK_LATE',
  LEAD_CLOCK_ESCALATED = 'LEAD_CLOCK_ESCALATED',
  LEAD_CLOCK_EASED = 'LEAD_CLOCK_EASED',
  CASE_OPENED = 'CASE_OPENED',
  CASE_UPDATED = 'CASE_UPDATED',
  CASE_STAGE_MOVED = 'CASE_STAGE_MOVED',
  CASE_SHARED = 'CASE_SHARED',
  CASE_SHARE_CHANGED = 'CASE_SHARE_CHANGED',
  CASE_SHARE_WITHDRAWN = 'CASE_SHARE_WITHDRAWN',
  ACTIVITY_ADDED = 'ACTIVITY_ADDED',
  CONTACT_ADDED = 'CONTACT_ADDED',
  TRANSFER_OFFERED = 'TRANSFER_OFFERED',
  TRANSFER_ACCEPTED = 'TRANSFER_ACCEPTED',
  TRANSFER_DECLINED = 'TRANSFER_DECLINED',
  TRANSFER_WITHDRAWN = 'TRANSFER_WITHDRAWN',
  TRANSFER_EXPIRED = 'TRANSFER_EXPIRED',
  TRANSFER_DIRECTED = 'TRANSFER_DIRECTED',
  CREDIT_SHARES_AGREED = 'CREDIT_SHARES_AGREED',
  CREDIT_STARTED = 'CREDIT_STARTED',
  CREDIT_FIGURE_RECORDED = 'CREDIT_FIGURE_RECORDED',
  CREDIT_FIGURE_REVERSED = 'CREDIT_FIGURE_REVERSED',
  CREDIT_RULE_SAVED = 'CREDIT_RULE_SAVED',
  CLAIM_CONTESTED = 'CLAIM_CONTESTED',
  CONTEST_STATED = 'CONTEST_STATED',
  CONTEST_WITHDRAWN = 'CONTEST_WITHDRAWN',
  CONTEST_OVERDUE = 'CONTEST_OVERDUE',
  CONTEST_DECIDED = 'CONTEST_DECIDED',
  COLLISION_PROBED = 'COLLISION_PROBED',
  COLLISION_FOUND = 'COLLISION_FOUND',
  COLLISION_DISCLOSED = 'COLLISION_DISCLOSED',
  COLLISION_CLOSED = 'COLLISION_CLOSED',
  CASE_FROZEN = 'CASE_FROZEN',
  CASE_THAWED = 'CASE_THAWED',
  COMPANIES_IMPORTED = 'COMPANIES_IMPORTED',
  COMPANY_REGISTERED = 'COMPANY_REGISTERED',
  COMPANY_UPDATED = 'COMPANY_UPDATED',
  COMPANIES_MERGED = 'COMPANIES_MERGED',
  COMPANIES_UNMERGED = 'COMPANIES_UNMERGED',
  COMPANIES_SCANNED = 'COMPANIES_SCANNED',
  COMPANY_MATCH_DISMISSED = 'COMPANY_MATCH_DISMISSED',
  DESIGNATION_ADDED = 'DESIGNATION_ADDED',
  RELATION_ADDED = 'RELATION_ADDED',
  COMPANY_TEAM_LINKED = 'COMPANY_TEAM_LINKED',
  COMPANY_TEAM_UNLINKED = 'COMPANY_TEAM_UNLINKED',
  CHAINS_IMPORTED = 'CHAINS_IMPORTED',
  PLACEMENT_CONFIRMED = 'PLACEMENT_CONFIRMED',
  PLACEMENT_REMOVED = 'PLACEMENT_REMOVED',
  WORK_CALENDAR_IMPORTED = 'WORK_CALENDAR_IMPORTED',
  TEAM_CREATED = 'TEAM_CREATED',
  TEAM_UPDATED = 'TEAM_UPDATED',
  MEMBERSHIP_STARTED = 'MEMBERSHIP_STARTED',
  MEMBERSHIP_ENDED = 'MEMBERSHIP_ENDED',
  SESSION_REVOKED = 'SESSION_REVOKED',
}
registerEnumType(EventKind, {
  name: 'EventKind',
  description: 'What happened (事件类别).',
  valuesConfig: {
    CITY_RULES_SET: { description: "The city's rules for clocks, claims and transfers were set (本市规则设定)." },
    LEAD_REGISTERED: { description: 'A lead was registered (线索登记).' },
    LEAD_UPDATED: { description: 'Facts of a lead changed (线索更新).' },
    LEAD_SCREENED: { description: 'A lead was taken into screening (线索研判).' },
    LEAD_ACCEPTED: { description: 'A lead was accepted and became a case (线索立案).' },
    LEAD_DECLINED: { description: 'A lead was declined (线索不予受理).' },
    LEAD_CLAIMED: { description: 'A claim was filed on a lead, or passed on to it (首谈申报).' },
    CLAIM_RENEWED: { description: 'A claim was renewed (首谈续期).' },
    CLAIM_EXPIRING: { description: 'A claim lapses soon unless it is renewed (首谈到期预警).' },
    CLAIM_LAPSED: { description: 'The term of a claim ran out (首谈逾期失效).' },
    CLAIM_OFFERED: { description: 'A team was invited to a joint claim (邀请联合首谈).' },
    CLAIM_JOINED: { description: 'A team joined a claim (加入联合首谈).' },
    CLAIM_OFFER_DECLINED: { description: 'A team declined a joint claim (谢绝联合首谈).' },
    CLAIM_OFFER_CLOSED: { description: 'Invitations to a joint claim were closed unanswered (联合首谈邀请关闭).' },
    CLAIM_OFFER_WITHDRAWN: { description: 'The holder took an invitation to a joint claim back (撤回联合首谈邀请).' },
    CLAIM_LEFT: { description: 'A team left a joint claim (退出联合首谈).' },
    CLAIM_RELEASED: { description: 'A team gave its claim up (首谈释放).' },
    CLAIM_ENDED: { description: 'A claim was passed on, overturned or concluded (首谈终止).' },
    LEAD_RESPONDED: { description: 'The owning team responded to a lead (线索响应).' },
    LEAD_REPORTED: { description: 'The owning team told what has come of a lead (线索反馈).' },
    LEAD_CLOCK_AMBER: { description: 'Most of the working time of a clock has gone by (时钟黄灯).' },
    LEAD_CLOCK_LATE: { description: 'A deadline of a lead has passed (时钟逾期).' },
    LEAD_CLOCK_ESCALATED: { description: 'A late clock was escalated further up (逾期升级督办).' },
    LEAD_CLOCK_EASED: {
      description: 'Announced holidays or the end of a contest moved a deadline and eased its light (时钟顺延).',
    },
    CASE_OPENED: { description: 'A case was opened (专案设立).' },
    CASE_UPDATED: { description: 'Facts of a case changed (专案更新).' },
    CASE_STAGE_MOVED: { description: 'A case moved to another stage (阶段变更).' },
    CASE_SHARED: { description: 'A team was brought into a case (专案共享).' },
    CASE_SHARE_CHANGED: { description: "A team's role or level in a case changed (共享调整)." },
    CASE_SHARE_WITHDRAWN: { description: 'A team left a case (共享撤回).' },
    ACTIVITY_ADDED: { description: 'An activity was recorded on a case (跟进记录).' },
    CONTACT_ADDED: { description: 'A contact was added (新增联系人).' },
    TRANSFER_OFFERED: { description: 'A lead or case was offered to another team (发起流转).' },
    TRANSFER_ACCEPTED: { description: 'The other team took a lead or case over (接收流转).' },
    TRANSFER_DECLINED: { description: 'The other team declined what was offered (婉拒流转).' },
    TRANSFER_WITHDRAWN: { description: 'The origin took an offer back (撤回流转).' },
    TRANSFER_EXPIRED: { description: 'An offer ended unanswered (流转失效).' },
    TRANSFER_DIRECTED: { description: 'The city directed a lead or case to a team (指定流转).' },
    CREDIT_SHARES_AGREED: { description: 'Shares of figures of a case were agreed (分计约定).' },
    CREDIT_STARTED: { description: 'The start event of shares has happened (分计起算).' },
    CREDIT_FIGURE_RECORDED: { description: 'An amount of a figure was recorded (指标发生额登记).' },
    CREDIT_FIGURE_REVERSED: { description: 'An amount of a figure was taken back (指标发生额冲销).' },
    CREDIT_RULE_SAVED: { description: 'A new version of a rule on credit was saved (分计规则保存).' },
    CLAIM_CONTESTED: { description: 'A claim was contested; both sides are frozen (提起首谈权争议).' },
    CONTEST_STATED: { description: 'A side of a contest or its arbiter made a statement (争议陈述).' },
    CONTEST_WITHDRAWN: { description: 'A contest was taken back (撤回争议).' },
    CONTEST_OVERDUE: { description: 'A contest was not decided in time (仲裁逾期).' },
    CONTEST_DECIDED: { description: 'A contest was decided (争议裁决).' },
    COLLISION_PROBED: { description: "Another team's collision check met a lead; told to its holder alone (被查重)." },
    COLLISION_FOUND: { description: 'Two teams are at work on the same investor; told to both (发现撞单).' },
    COLLISION_DISCLOSED: { description: 'Both sides of a collision agreed to show each other their lead (撞单互相披露).' },
    COLLISION_CLOSED: { description: 'A collision was dismissed or resolved, or its disclosure withdrawn (撞单了结或撤回披露).' },
    CASE_FROZEN: { description: 'A contest freezes the case: its stage and team stay until the ruling (专案冻结).' },
    CASE_THAWED: { description: 'The contest that froze the case is over (专案解冻).' },
    COMPANIES_IMPORTED: { description: 'A batch of companies was imported (企业导入).' },
    COMPANY_REGISTERED: { description: 'A company was added by hand (企业建档).' },
    COMPANY_UPDATED: { description: 'Facts of a company changed (企业更新).' },
    COMPANIES_MERGED: { description: 'Two records of one company were merged (企业合并).' },
    COMPANIES_UNMERGED: { description: 'A merge of two companies was undone (撤销企业合并).' },
    COMPANIES_SCANNED: { description: 'All companies were compared with each other for duplicates (企业查重).' },
    COMPANY_MATCH_DISMISSED: { description: 'A possible duplicate was said to be none (排除疑似重复).' },
    DESIGNATION_ADDED: { description: 'A company received a designation (企业称号).' },
    COMPANY_TEAM_LINKED: { description: 'A partner team speaks for a company from now on (企业代表团队设定).' },
    COMPANY_TEAM_UNLINKED: { description: 'A partner team speaks for a company no longer (企业代表团队解除).' },
    RELATION_ADDED: { description: 'A relation between two companies was recorded (企业关系).' },
    CHAINS_IMPORTED: { description: 'A chain was imported (产业链导入).' },
    PLACEMENT_CONFIRMED: { description: 'A suggested placement of a company was confirmed (环节归位确认).' },
    PLACEMENT_REMOVED: { description: 'A company was taken from a chain node (环节归位撤销).' },
    WORK_CALENDAR_IMPORTED: { description: 'The holidays of a year were announced or corrected (工作日历导入).' },
    TEAM_CREATED: { description: 'A team was set up (团队设立).' },
    TEAM_UPDATED: { description: 'Facts of a team or of its park changed (团队更新).' },
    MEMBERSHIP_STARTED: { description: 'A person began to serve in the team (任职开始).' },
    MEMBERSHIP_ENDED: { description: 'A person ceased to serve in the team (任职结束).' },
    SESSION_REVOKED: { description: 'A sign-in was withdrawn; delivered to nobody, closes its sockets (登录撤销).' },
  },
});

/** What happened, as clients see it. Concrete types are levelled: fields below the receiver's level are null. */
@InterfaceType('Event', {
  description: 'Something that happened: audit trail, activity feed and stream message in one (事件).',
  resolveType: (source: EventSource) => source.__typename,
})
export abstract class Event {
  @Field(() => ID, { description: 'Opaque global id (编号).' })
  id!: string;

  @Field(() => EventKind, { description: 'What kind of thing happened (类别).' })
  kind!: EventKind;

  @Field(() => DateTime, { description: 'When it was committed (时间).' })
  at!: Date;

  @Field(() => Int, {
    nullable: true,
    description: "The subject's version after the event; null for private notes and events without one subject (版本).",
  })
  version!: number | null;

  @Field(() => [String], { description: "Names of fields hidden at the receiver's level (因级别隐藏的字段)." })
  maskedFields!: string[];
}

/** What resolvers of event types get as source. `payload` holds the ids and values the act recorded. */
export interface EventSource {
  __typename: string;
  id: string;
  kind: EventKind;
  at: Date;
  version: number | null;
  level: Level;
  subjectId: string;
  guardId: string | null;
  actorTeamId: string;
  payload: Record<string, unknown>;
}

export const eventTypeName = (kind: string): string =>
  kind.toLowerCase().replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());

/** The event as source of an execution at a level. */
export const eventSource = (event: LoggedEvent | Omit<LoggedEvent, 'pos'>, level: Level): EventSource => ({
  __typename: eventTypeName(event.kind),
  id: event.uuid,
  kind: event.kind as EventKind,
  at: event.at,
  version: event.version,
  level,
  subjectId: event.subjectId,
  guardId: event.guardId,
  actorTeamId: event.actorTeamId,
  payload: event.payload,
});

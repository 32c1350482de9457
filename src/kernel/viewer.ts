import { registerEnumType } from 'type-graphql';

export enum TeamKind {
  CITY = 'CITY',
  DISTRICT = 'DISTRICT',
  PARK = 'PARK',
  DEPARTMENT = 'DEPARTMENT',
  TASK_FORCE = 'TASK_FORCE',
  PARTNER = 'PARTNER',
}
registerEnumType(TeamKind, {
  name: 'TeamKind',
  description: 'What a team is (团队类别).',
  valuesConfig: {
    CITY: { description: 'City bureau of investment promotion (市投促局).' },
    DISTRICT: { description: 'District, county or area under the city (区（市）县、直管区).' },
    PARK: { description: 'Industrial park or functional zone (产业功能区、园区).' },
    DEPARTMENT: { description: 'Government department that guarantees factors (职能部门).' },
    TASK_FORCE: { description: 'Time-boxed cross-department task force (专班).' },
    PARTNER: { description: 'University, institute, enterprise, association or fund outside government (合作伙伴).' },
  },
});

export enum Role {
  CHIEF = 'CHIEF',
  OFFICER = 'OFFICER',
  READER = 'READER',
}
registerEnumType(Role, {
  name: 'Role',
  description: 'What a person may do for a team (角色).',
  valuesConfig: {
    CHIEF: { description: 'Leads the team: everything an officer may, plus its members (负责人).' },
    OFFICER: { description: 'Registers and works leads and cases (招商专员).' },
    READER: { description: 'Reads what the team may see, writes nothing (只读).' },
  },
});

export enum Scope {
  READ = 'READ',
  WRITE_LEADS = 'WRITE_LEADS',
  WRITE_CASES = 'WRITE_CASES',
}
registerEnumType(Scope, {
  name: 'Scope',
  description: 'What an API client may do for its team (接口权限).',
  valuesConfig: {
    READ: { description: 'Query and subscribe (查询与订阅).' },
    WRITE_LEADS: { description: 'Register and move leads (登记与办理线索).' },
    WRITE_CASES: { description: 'Share and move cases (共享与推进专案).' },
  },
});

/** Who is asking. The only principal is the team; a person or an API client acts for exactly one team per token. */
export interface Viewer {
  readonly teamId: string;
  readonly teamKind: TeamKind;
  readonly role: Role;
  readonly personId: string | null;
  readonly clientId: string | null;
  readonly sessionId: string | null;
  readonly scopes: readonly Scope[];
}

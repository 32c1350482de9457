import { DEMO_PASSWORD } from '../../src/app/demo-world.ts';
import { signIn, type User } from './api.ts';
import type { Story } from './story.ts';
import { Subscriber } from './subscriber.ts';

export interface Versioned {
  id: string;
  code: string;
  version: number;
}

/** People of the demo world under the names they have in a story. */
export const LOGINS = {
  双流区: 'wu.shuangliu',
  高新区: 'li.gaoxin',
  电子功能区: 'sun.dianzi',
  成都芯谷: 'feng.xingu',
  市局: 'wang.shiju',
  商会: 'kong.shanghui',
} as const;
export type Name = keyof typeof LOGINS;

/** Signs people in and lets each listen to the feed of its team. */
export async function gather<N extends Name>(story: Story, url: string, names: readonly N[]): Promise<Record<N, User>> {
  const people = {} as Record<N, User>;
  for (const name of names) {
    people[name] = await signIn(url, name, LOGINS[name], DEMO_PASSWORD);
    const subscriber = new Subscriber(people[name]);
    await subscriber.listen();
    story.subscribers.push(subscriber);
  }
  return people;
}

/** Everybody leaves; the story is over, or time goes on. */
export async function disperse(story: Story): Promise<void> {
  for (const subscriber of story.subscribers.splice(0)) await subscriber.cut();
}

export async function companyNamed(user: User, search: string): Promise<{ id: string; name: string }> {
  const { companies } = await user.ask<{ companies: { nodes: { id: string; name: string }[] } }>(
    'query ($search: String!) { companies(filter: { search: $search }, first: 1) { nodes { id name } } }',
    { search },
  );
  if (!companies.nodes[0]) throw new Error(`企业库中没有 ${search}`);
  return companies.nodes[0];
}

export async function teamCoded(user: User, code: string): Promise<string> {
  const { team } = await user.ask<{ team: { id: string } }>('query ($code: String!) { team(code: $code) { id } }', { code });
  return team.id;
}

/** Registers a lead that is complete enough for a claim. */
export async function registers(user: User, companyId: string, more: Record<string, unknown> = {}): Promise<Versioned> {
  const input = {
    title: '动力电池配套项目（示例）',
    source: 'VISIT',
    intent: '新建动力电池模组产线',
    companyId,
    industryCode: 'C3841',
    amountYuan: '1500000000',
    contacts: [{ name: '示例联系人', phone: '02800000000' }],
    ...more,
  };
  return (await user.does<{ lead: Versioned }>('registerLead', input, 'lead { id code version }')).lead;
}

export const EVIDENCE = (happenedOn: string) => [{ kind: 'MEETING_MINUTES', happenedOn, note: '会谈纪要，存本单位档案' }];

export interface Claimed {
  id: string;
  code: string;
  version: number;
  expiresAt: string;
}

export async function claims(user: User, lead: Versioned, happenedOn = today()): Promise<Claimed> {
  const input = { leadId: lead.id, expectedVersion: lead.version, intent: 'NEW_PLANT', evidence: EVIDENCE(happenedOn) };
  return (await user.does<{ claim: Claimed }>('claimLead', input, 'claim { id code version expiresAt }')).claim;
}

/** A day of Shanghai, so many days from the real today. */
export const today = (ahead = 0): string => new Date(Date.now() + (ahead * 24 + 8) * 3_600_000).toISOString().slice(0, 10);

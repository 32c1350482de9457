import { registerEnumType } from 'type-graphql';

/** Whether a claim holds, else how it ended. */
export enum ClaimStatus {
  LIVE = 'LIVE',
  LAPSED = 'LAPSED',
  RELEASED = 'RELEASED',
  TRANSFERRED = 'TRANSFERRED',
  OVERTURNED = 'OVERTURNED',
  CONCLUDED = 'CONCLUDED',
}
registerEnumType(ClaimStatus, {
  name: 'ClaimStatus',
  description: 'Whether a claim holds, else how it ended (首谈状态).',
  valuesConfig: {
    LIVE: { description: 'It holds (有效).' },
    LAPSED: { description: 'Its term ran out without renewal (逾期失效).' },
    RELEASED: { description: 'The team gave it up, or declined the lead (主动释放).' },
    TRANSFERRED: { description: 'It passed to another team with the lead (随流转转出).' },
    OVERTURNED: { description: 'An arbitration took it away (仲裁撤销).' },
    CONCLUDED: { description: 'Its case came to an end (专案了结).' },
  },
});

/** What the row says once a claim has ended; while it says nothing, the term decides. */
export type ClaimOutcome = Exclude<ClaimStatus, ClaimStatus.LIVE>;
export const CLAIM_OUTCOMES = Object.values(ClaimStatus).filter((status) => status !== ClaimStatus.LIVE) as ClaimOutcome[];

/** A lease that has run out holds nothing, whether the round that says so has come by or not. */
export const statusOf = (claim: { outcome?: ClaimOutcome | null; expiresAt: Date }, now: Date): ClaimStatus =>
  claim.outcome ?? (claim.expiresAt > now ? ClaimStatus.LIVE : ClaimStatus.LAPSED);

import { refuse } from '../kernel/refusal.ts';

/** Until a contest is decided neither side makes facts: a frozen lead or case keeps its stage and its team. */
export function refuseFrozen(locked: { frozen_by_id: string | null }, ...path: string[]): void {
  if (locked.frozen_by_id === null) return;
  const message = '首谈权争议仲裁期间，双方的线索和专案暂不变更阶段或流转；请等待仲裁裁决，进展见 contests';
  throw refuse('FROZEN', message, ...(path.length > 0 ? path : ['input', 'id']));
}

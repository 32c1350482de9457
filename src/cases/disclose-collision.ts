import type { Ctx } from '../kernel/context.ts';
import { Level, lower } from '../kernel/level.ts';
import { authorizeWrite } from '../kernel/policy.ts';
import { refuse, Refusals } from '../kernel/refusal.ts';
import { Scope } from '../kernel/viewer.ts';
import type { AgreeToDiscloseInput, DismissCollisionInput, WithdrawDisclosureInput } from '../leads/collision.inputs.ts';
import { CollisionState } from '../leads/collision.ts';
import { checkText } from '../leads/deal-facts.ts';
import { lockCollision, type Collided } from './lock-collision.ts';
import { turnCollision } from './settle-disclosure.ts';

const CLOSED: Partial<Record<CollisionState, string>> = {
  DISMISSED: '该撞单已被一方排除；如确为同一投资方，请补充企业信息或联系对方团队',
  RESOLVED: '该撞单已化解，不能再办理',
};

function refuseClosed({ state }: Collided): void {
  const message = CLOSED[state];
  if (message) throw refuse('ILLEGAL_MOVE', message, 'input', 'collisionId');
}

/**
 * Agrees to show the other side the own lead. Once both agreed, each sees the other's lead, and its case, at the lower level.
 * @throws Refusal INVALID | NOT_FOUND | FORBIDDEN | ILLEGAL_MOVE
 */
export function agreeToDisclose(ctx: Ctx, input: AgreeToDiscloseInput): Promise<{ collisionId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  if (input.level !== Level.SUMMARY && input.level !== Level.FOLLOW)
    throw refuse('INVALID', '披露级别须为 SUMMARY（概要）或 FOLLOW（跟进）', 'input', 'level');
  return ctx.act('agreeToDisclose', input, async (tx) => {
    const collided = await lockCollision(tx, input.collisionId);
    refuseClosed(collided);
    const consent = collided.isFirst ? input.level : collided.consent;
    const otherConsent = collided.isFirst ? collided.otherConsent : input.level;
    const disclosedLevel = consent && otherConsent ? lower(consent, otherConsent) : null;
    const state = disclosedLevel ? CollisionState.DISCLOSED : CollisionState.OPEN;
    const kind = disclosedLevel === collided.disclosedLevel ? null : 'COLLISION_DISCLOSED';
    await turnCollision(tx, collided, { state, consent, otherConsent, disclosedLevel }, kind);
    return { collisionId: collided.id };
  });
}

/**
 * Takes the own agreement back; neither side sees the other's records by it any more.
 * @throws Refusal NOT_FOUND | FORBIDDEN | ILLEGAL_MOVE (nothing agreed)
 */
export function withdrawDisclosure(ctx: Ctx, input: WithdrawDisclosureInput): Promise<{ collisionId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  return ctx.act('withdrawDisclosure', input, async (tx) => {
    const collided = await lockCollision(tx, input.collisionId);
    refuseClosed(collided);
    const own = collided.isFirst ? collided.consent : collided.otherConsent;
    if (own === null) throw refuse('ILLEGAL_MOVE', '本方尚未同意披露，无需撤回', 'input', 'collisionId');
    const consent = collided.isFirst ? null : collided.consent;
    const otherConsent = collided.isFirst ? collided.otherConsent : null;
    const turned = { state: CollisionState.OPEN, consent, otherConsent, disclosedLevel: null };
    await turnCollision(tx, collided, turned, collided.disclosedLevel ? 'COLLISION_CLOSED' : null);
    return { collisionId: collided.id };
  });
}

/**
 * Says that it is not the same investor: closed for both sides, and what was disclosed is taken back.
 * @throws Refusal REQUIRED | INVALID | NOT_FOUND | FORBIDDEN | ILLEGAL_MOVE
 */
export function dismissCollision(ctx: Ctx, input: DismissCollisionInput): Promise<{ collisionId: string }> {
  authorizeWrite(ctx.viewer, Scope.WRITE_LEADS);
  return ctx.act('dismissCollision', input, async (tx) => {
    const refusals = new Refusals();
    const note = checkText(refusals, 'note', input.note, 500, '排除说明');
    refusals.throwIfAny();
    const collided = await lockCollision(tx, input.collisionId);
    refuseClosed(collided);
    const none = { consent: null, otherConsent: null, disclosedLevel: null };
    await turnCollision(tx, collided, { state: CollisionState.DISMISSED, ...none, closed: { note } }, 'COLLISION_CLOSED');
    return { collisionId: collided.id };
  });
}

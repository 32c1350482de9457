import { agreeCreditShares } from '../../src/cases/agree-credit-shares.ts';
import type { AgreeCreditSharesInput, RecordCreditFigureInput } from '../../src/cases/credit.inputs.ts';
import { CreditFigureKind, CreditMode, CreditPart } from '../../src/cases/credit-terms.ts';
import { recordCreditFigure, reverseCreditFigure } from '../../src/cases/record-credit-figure.ts';
import { startCredit } from '../../src/cases/start-credit.ts';
import { globalId } from '../../src/kernel/global-id.ts';
import { ask } from '../ask.ts';
import type { TestTeam, World } from '../world.ts';
import { caseGid, teamGid } from './deal-world.ts';

export const TAX = CreditFigureKind.LOCAL_TAX;
export const figureGid = (uuid: string): string => globalId('CreditFigure', uuid);

export const party = (team: TestTeam, percent?: string, part = CreditPart.HOST) => ({ teamId: teamGid(team), part, percent });

export interface Credited {
  total: string;
  parts: Array<{ amount: string; percent: string | null; cases: number | null; team: { id: string } }>;
}
const PARTS = 'total parts { amount percent cases team { id } }';

/** Words for what teams do with the credit of a case. */
export function creditWorld(world: World) {
  return {
    agree: (
      by: TestTeam,
      caseId: string,
      parties: AgreeCreditSharesInput['parties'],
      more: Partial<AgreeCreditSharesInput> = {},
    ) =>
      agreeCreditShares(world.ctx(by), {
        caseId: caseGid(caseId),
        figures: [TAX],
        mode: CreditMode.SPLIT,
        parties,
        effectiveFrom: '2026-01-01',
        basis: '三方合同（测试）',
        ...more,
      }),
    start: (by: TestTeam, caseId: string, startedOn: string, figures: CreditFigureKind[] = [TAX]) =>
      startCredit(world.ctx(by), { caseId: caseGid(caseId), figures, startedOn }),
    record: (by: TestTeam, caseId: string, amount: string, more: Partial<RecordCreditFigureInput> = {}) =>
      recordCreditFigure(world.ctx(by), {
        caseId: caseGid(caseId),
        figure: TAX,
        happenedOn: '2026-03-01',
        amount,
        source: '税务部门月报',
        ...more,
      }),
    reverse: (by: TestTeam, figureId: string, reason = '重复登记') =>
      reverseCreditFigure(world.ctx(by), { figureId: figureGid(figureId), reason }),
    /** What a team reads of a case's credit; null for what is hidden from it. */
    creditOf: async (team: TestTeam, caseId: string, asOf: string | null = null) => {
      const source = `query ($id: ID!, $asOf: Date) { case(id: $id) { credit(asOf: $asOf) { figure ${PARTS} shares { source } } } }`;
      const { data, errors } = await ask<{ case: { credit: Array<Credited & { figure: string }> | null } | null }>(
        world,
        team,
        source,
        {
          id: caseGid(caseId),
          asOf,
        },
      );
      if (errors) throw new Error(JSON.stringify(errors));
      return data!.case?.credit ?? null;
    },
    ledgerOf: async (team: TestTeam, more: Record<string, unknown> = {}) => {
      const source = `query ($figure: CreditFigureKind!, $teamId: ID, $from: Date, $to: Date, $asOf: Date) {
        creditLedger(figure: $figure, teamId: $teamId, from: $from, to: $to, asOf: $asOf) { asOf cases doubled ${PARTS} } }`;
      const { data, errors } = await ask<{ creditLedger: Credited & { cases: number; doubled: string; asOf: string } }>(
        world,
        team,
        source,
        {
          figure: TAX,
          ...more,
        },
      );
      if (errors) throw new Error(JSON.stringify(errors));
      return data!.creditLedger;
    },
  };
}
export type CreditWorld = ReturnType<typeof creditWorld>;

/** Amounts by the team's id. */
export const byTeam = ({ parts }: Credited): Record<string, string> =>
  Object.fromEntries(parts.map(({ team, amount }) => [team.id, amount]));

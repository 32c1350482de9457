import type { Ctx, Tx } from '../kernel/context.ts';
import { globalId, uuidOf } from '../kernel/global-id.ts';
import { refuse, Refusals } from '../kernel/refusal.ts';
import { checkFacts, checkName, textOf } from './company-input.ts';
import { normaliseName } from './company-name.ts';
import { placeOf } from './company-place.ts';
import type { UpdateCompanyInput } from './company.inputs.ts';
import { industryCodeOf } from './industry.ts';
import { authorizeCompanies } from './register-company.ts';
import { saveName } from './save-names.ts';

interface Known {
  id: string;
  name: string;
  version: number;
  usci: string | null;
  registeredOn: string | null;
}
interface Row extends Known {
  mergedIntoId: string | null;
  survivor: string | null;
}

const LOCK = `select c.id, c.name, c.version, c.usci, c.registered_on as "registeredOn", c.merged_into_id as "mergedIntoId",
  (select k.name from company k where k.id = c.merged_into_id) as survivor from company c where c.id = $1 for update`;

/**
 * The company locked for change, at its new version. A merged one answers as its survivor, but who read it before it was
 * merged does not change facts of another company unseen.
 */
export async function lockCompany(
  tx: Tx,
  globalCompanyId: string,
  expectedVersion: number | null,
  field: string,
): Promise<Known> {
  const id = uuidOf('Company', globalCompanyId);
  const [known] = id ? await tx.sql<Row>(LOCK, [id]) : [];
  if (!known) throw refuse('NOT_FOUND', '企业不存在，请检查编号', 'input', field);
  if (known.mergedIntoId !== null) {
    if (expectedVersion === null) return lockCompany(tx, globalId('Company', known.mergedIntoId), null, field);
    throw refuse('CONFLICT', `企业已并入「${known.survivor}」，请重新读取后在该企业上修改`, 'input', field);
  }
  if (expectedVersion !== null && known.version !== expectedVersion) {
    throw refuse('CONFLICT', `企业已被他人更新到版本 ${known.version}，请重新读取后再改`, 'input', 'expectedVersion');
  }
  await tx.sql(`update company set version = version + 1, updated_at = $2 where id = $1`, [known.id, tx.now]);
  return { ...known, version: known.version + 1 };
}

async function rename(tx: Tx, known: Known, name: string): Promise<void> {
  await tx.sql(`delete from company_name where company_id = $1 and (kind = 'NAME' or name = $2)`, [known.id, name]);
  await saveName(tx, known.id, 'FORMER', known.name);
  await saveName(tx, known.id, 'NAME', name);
  await tx.sql(`update company set name = $2, normalised_name = $3 where id = $1`, [known.id, name, normaliseName(name)]);
}

/** A further name abroad; a given null takes all of them away. */
async function nameAbroad(tx: Tx, companyId: string, name: string | null): Promise<void> {
  if (name === null) await tx.sql(`delete from company_name where company_id = $1 and kind = 'FOREIGN'`, [companyId]);
  else await saveName(tx, companyId, 'FOREIGN', name);
}

/** With the address the division is found anew. */
function movedTo(address: string | null, input: UpdateCompanyInput, known: Known): Record<string, unknown> {
  const registeredOn = input.registeredOn === undefined ? known.registeredOn : input.registeredOn;
  const place = placeOf({ address, usci: known.usci, registeredOn });
  return { address, division_code: place.divisionCode, division_source: place.divisionSource, zone_code: place.zoneCode };
}

/** What the input leaves out stays; a given null clears the fact. */
function changesOf(input: UpdateCompanyInput, known: Known): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  if (input.form !== undefined) changes.form = textOf(input.form);
  if (input.scope !== undefined) changes.scope = textOf(input.scope);
  if (input.registeredOn !== undefined) changes.registered_on = input.registeredOn;
  if (input.industryCode !== undefined)
    changes.industry_code = input.industryCode === null ? null : industryCodeOf(input.industryCode);
  if (input.registeredCapital !== undefined) {
    changes.capital_amount = input.registeredCapital?.amount ?? null;
    changes.capital_currency = input.registeredCapital?.currency ?? null;
  }
  if (input.address !== undefined) Object.assign(changes, movedTo(textOf(input.address), input, known));
  return changes;
}

/** Facts an update may name; the event tells which, never their values. */
const GIVEN = ['form', 'registeredOn', 'registeredCapital', 'scope', 'address', 'industryCode', 'foreignName'] as const;

export async function updateCompany(ctx: Ctx, input: UpdateCompanyInput): Promise<{ companyId: string }> {
  authorizeCompanies(ctx);
  const refusals = new Refusals();
  const name = input.name == null ? null : checkName(input.name, refusals);
  checkFacts(input, refusals);
  refusals.throwIfAny();
  return ctx.act('updateCompany', input, async (tx) => {
    const known = await lockCompany(tx, input.id, input.expectedVersion, 'id');
    const isRenamed = name !== null && name !== known.name;
    if (isRenamed) await rename(tx, known, name);
    if (input.foreignName !== undefined) await nameAbroad(tx, known.id, textOf(input.foreignName));
    const changes = Object.entries(changesOf(input, known));
    if (changes.length > 0) {
      const set = changes
        .map(([column], i) =>
          column === 'division_code' ? `${column} = (select code from division where code = $${i + 2})` : `${column} = $${i + 2}`,
        )
        .join(', ');
      await tx.sql(`update company set ${set} where id = $1`, [known.id, ...changes.map(([, value]) => value)]);
    }
    tx.record({
      kind: 'COMPANY_UPDATED',
      subject: { type: 'Company', id: known.id, version: known.version },
      payload: {
        companyId: known.id,
        fields: [...(isRenamed ? ['name'] : []), ...GIVEN.filter((field) => input[field] !== undefined)],
      },
    });
    return { companyId: known.id };
  });
}

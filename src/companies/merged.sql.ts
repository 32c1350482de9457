// A merged company answers as its survivor (decision 49). Chains are pointed anew, so one step always leads there.

/** Id of the company that answers for the one whose id the expression gives. */
export const survivorOf = (id: string): string => `coalesce((select m.merged_into_id from company m where m.id = ${id}), ${id})`;

/** `company m`, the one that is asked for, with `company c`, the one that answers. */
export const ANSWERING = 'company m join company c on c.id = coalesce(m.merged_into_id, m.id)';

/** Rows `id`: a survivor and all that were merged into it. */
export const familyOf = (survivor: string): string =>
  `(select ${survivor} as id union all select m.id from company m where m.merged_into_id = ${survivor})`;

/** The same for any member, as an array that is worked out once; both parameters are its id. */
export const familyOfMember = (first: string, second: string): string => `array(
  select coalesce(m.merged_into_id, m.id) from company m where m.id = ${first}::uuid
  union all select k.id from company m join company k on k.merged_into_id = coalesce(m.merged_into_id, m.id) where m.id = ${second}::uuid)`;

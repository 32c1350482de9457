/** What became of the rows: read = added + updated + unchanged + refused. */
export interface ImportTally {
  read: number;
  added: number;
  updated: number;
  unchanged: number;
  refused: number;
}
export interface ImportResult extends ImportTally {
  refusedFile: string | null;
  /** Further figures for people, in reading order; not part of the JSON line. */
  details: [label: string, figure: number][];
}

export const emptyTally = (): ImportTally => ({ read: 0, added: 0, updated: 0, unchanged: 0, refused: 0 });

export function addTally(to: ImportTally, more: Readonly<ImportTally>): void {
  to.read += more.read;
  to.added += more.added;
  to.updated += more.updated;
  to.unchanged += more.unchanged;
  to.refused += more.refused;
}

/** The line scripts read: exactly these keys, on one line. */
export const tallyLine = ({ read, added, updated, unchanged, refused, refusedFile }: ImportResult): string =>
  JSON.stringify({ read, added, updated, unchanged, refused, refusedFile });

const figure = (value: number): string => value.toLocaleString('en-US');

export function summaryText(result: ImportResult): string {
  const { read, added, updated, unchanged, refused, refusedFile, details } = result;
  const lines = [
    `导入完成：读取 ${figure(read)} 行，新增 ${figure(added)}，更新 ${figure(updated)}，未变 ${figure(unchanged)}，拒收 ${figure(refused)}`,
    ...details.map(([label, value]) => `  ${label}：${figure(value)}`),
  ];
  if (refusedFile !== null) lines.push(`拒收的行和原因见：${refusedFile}`);
  return lines.join('\n');
}

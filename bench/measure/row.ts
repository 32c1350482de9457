/** One line of the table, as `--json` prints it. */
export interface Row {
  id: string;
  name: string;
  /** For absolute rows; a person reads it beside the ratios. */
  value: number | null;
  unit: string | null;
  ratioLimit: number | null;
  ratioPeer: number | null;
  ratioMercurius: number | null;
  goal: string;
  /** Null where this run could not decide. */
  holds: boolean | null;
}

const rounded = (value: number | null | undefined): number | null =>
  value == null || Number.isNaN(value) ? null : Number(value.toPrecision(3));

export function row(
  id: string,
  name: string,
  goal: string,
  figures: Partial<Pick<Row, 'value' | 'unit' | 'ratioLimit' | 'ratioPeer' | 'ratioMercurius'>>,
  holds: boolean | null,
): Row {
  return {
    id,
    name,
    value: rounded(figures.value),
    unit: figures.unit ?? null,
    ratioLimit: rounded(figures.ratioLimit),
    ratioPeer: rounded(figures.ratioPeer),
    ratioMercurius: rounded(figures.ratioMercurius),
    goal,
    holds,
  };
}

const cell = (value: number | string | null): string => (value === null ? '' : String(value));

export function table(rows: readonly Row[]): string {
  const head = '| # | measure | ÷ limit | ÷ peer | ÷ mercurius | value | goal | holds |\n|---|---|---|---|---|---|---|---|';
  const lines = rows.map((r) =>
    [
      '',
      r.id,
      r.name,
      cell(r.ratioLimit),
      cell(r.ratioPeer),
      cell(r.ratioMercurius),
      r.value === null ? '' : `${r.value} ${r.unit ?? ''}`.trim(),
      r.goal,
      r.holds === null ? '–' : r.holds ? 'yes' : '**no**',
      '',
    ]
      .join(' | ')
      .trim(),
  );
  return [head, ...lines].join('\n');
}

import { cityOf, divisionTable, isCity, isProvince, provinceOf } from './division-table.ts';

export interface DivisionClues {
  address?: string | null | undefined;
  usci?: string | null | undefined;
  registeredOn?: string | null | undefined;
  /** What the file says beside the address, such as 所在省份 + 地区: used only where the address names no place above the district. */
  regionHint?: string | null | undefined;
}
export interface FoundDivision {
  /** A district, county or county-level city of today. */
  code: string;
  source: 'ADDRESS' | 'USCI';
}

/** Areas of Chengdu that act as districts but have no GB/T 2260 code: teams, not divisions. */
export type FunctionalZone = '高新区' | '天府新区' | '东部新区';

const ZONES: readonly [FunctionalZone, RegExp][] = [
  ['高新区', /高新(?:技术)?(?:产业)?(?:开发)?[东西南北]?区/],
  ['天府新区', /天府新区/],
  ['东部新区', /东部新区/],
];
const CHENGDU = '510100';
const SUFFIX = /[省市区县州盟旗]/;
const SHORT_NAME = /^(.{2,3}?)(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)$/;

const fold = (text: string | null | undefined): string => (text ?? '').normalize('NFKC').replace(/[\s,，。、;:"']/g, '');

interface Named {
  end: number;
  start: number;
  codes: readonly string[];
}

/** Names of divisions in the text, in reading order; of names that end at one place the longest. */
function namesIn(text: string): Named[] {
  const { byName, longestName } = divisionTable();
  const found: Named[] = [];
  for (let end = 2; end <= text.length; end++) {
    if (!SUFFIX.test(text.charAt(end - 1))) continue;
    for (let start = Math.max(0, end - longestName); start <= end - 2; start++) {
      const codes = byName.get(text.slice(start, end));
      if (codes === undefined) continue;
      found.push({ start, end, codes });
      break;
    }
  }
  return found;
}

let shortNames: ReadonlyMap<string, readonly string[]> | undefined;
/** 「四川成都」 for 「四川省成都市」: only at the very beginning, where a short name cannot be a street's. */
function shortNameMap(): ReadonlyMap<string, readonly string[]> {
  if (shortNames !== undefined) return shortNames;
  const map = new Map<string, string[]>();
  for (const { code, name } of divisionTable().all) {
    const short = code.endsWith('00') ? SHORT_NAME.exec(name)?.[1] : undefined;
    if (short === undefined) continue;
    map.set(short, [...(map.get(short) ?? []), code]);
  }
  return (shortNames = map);
}

function leadingShortNames(text: string): string[] {
  const codes: string[] = [];
  let at = 0;
  for (let step = 0; step < 2; step++) {
    const length = [3, 2].find((size) => shortNameMap().has(text.slice(at, at + size)));
    if (length === undefined) break;
    codes.push(...(shortNameMap().get(text.slice(at, at + length)) ?? []));
    at += length;
    if (/[省市]/.test(text.charAt(at))) at += 1;
  }
  return codes;
}

interface Context {
  provinces: Set<string>;
  cities: Set<string>;
}

/** The provinces and cities the text names, by which districts of one name are told apart. */
function contextOf(text: string, named: readonly Named[]): Context {
  const above = [...named.filter(({ start }) => start < 16).flatMap(({ codes }) => codes), ...leadingShortNames(text)];
  const provinces = above.filter(isProvince);
  const cities = above.filter(isCity).filter((code) => provinces.length === 0 || provinces.includes(provinceOf(code)));
  return { provinces: new Set(provinces), cities: new Set(cities) };
}

const fits = (code: string, { provinces, cities }: Context): boolean =>
  (cities.size === 0 || cities.has(cityOf(code))) && (provinces.size === 0 || provinces.has(provinceOf(code)));

const isBlank = ({ provinces, cities }: Context): boolean => provinces.size === 0 && cities.size === 0;

/** 「西区」 is a district of 攀枝花 and a corner of every campus: such names count only below a named city. */
const GENERIC = /^(?:[东西南北城郊矿新]|市中|新城|城中|城[东西南北])区$/;

/** Null as soon as a name could be two places: unknown is an answer, a guess is not. */
function districtInAddress(clues: DivisionClues): string | null {
  const address = fold(clues.address);
  const named = namesIn(address);
  const said = contextOf(address, named);
  const hinted = contextOf(fold(clues.regionHint), namesIn(fold(clues.regionHint)));
  const { districts } = divisionTable();
  for (const { start, end, codes } of named) {
    const generic = GENERIC.test(address.slice(start, end));
    let possible = codes.filter((code) => districts.has(code) && fits(code, said));
    if (possible.length > 1 || isBlank(said) || generic) possible = possible.filter((code) => fits(code, hinted));
    if (generic && said.cities.size === 0 && hinted.cities.size === 0) continue;
    if (possible.length === 1) return possible[0] ?? null;
    if (possible.length > 1) return null;
  }
  return null;
}

/** Digits 3 to 8 name the registering authority's division on the day the code was given; offices of a city or province name none. */
function districtInUsci(usci: string | null | undefined, registeredOn: string | null | undefined): string | null {
  const fact = divisionTable().districts.get((usci ?? '').slice(2, 8));
  if (fact === undefined) return null;
  // A company younger than the end of a code cannot have been given it.
  if (fact.validTo !== null && registeredOn != null && registeredOn > fact.validTo) return null;
  return fact.successor ?? fact.code;
}

/** Decision 25: the district in the address, else the code's digits 3-8 dated against the code table, else unknown. */
export function divisionOf(clues: DivisionClues): FoundDivision | null {
  const byAddress = districtInAddress(clues);
  if (byAddress !== null) return { code: byAddress, source: 'ADDRESS' };
  const byUsci = districtInUsci(clues.usci, clues.registeredOn);
  return byUsci === null ? null : { code: byUsci, source: 'USCI' };
}

/** The functional zone an address in Chengdu names, beside whatever division it lies in. */
export function functionalZoneOf(clues: DivisionClues): FunctionalZone | null {
  const address = fold(clues.address);
  const zone = ZONES.find(([, pattern]) => pattern.test(address))?.[0];
  if (zone === undefined) return null;
  const said = contextOf(address, namesIn(address));
  if (!isBlank(said)) return said.cities.has(CHENGDU) ? zone : null;
  const hint = fold(clues.regionHint);
  return contextOf(hint, namesIn(hint)).cities.has(CHENGDU) || divisionOf(clues)?.code.startsWith('5101') === true ? zone : null;
}

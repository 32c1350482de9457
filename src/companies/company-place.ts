import { divisionOf, functionalZoneOf, type FunctionalZone } from '../teams/division-of-address.ts';

/** Functional zones act as districts without a division code: their companies carry the team's code. */
export const ZONE_TEAM_CODES: Record<FunctionalZone, string> = { 高新区: 'CD-GXQ', 天府新区: 'CD-TFXQ', 东部新区: 'CD-DBXQ' };

/** Where a company is, as far as its address and identifier say (decision 25). */
export function placeOf(clues: {
  address: string | null;
  usci: string | null;
  registeredOn: string | null;
  /** Province and district that the file names beside the address. */
  regionHint?: string;
}) {
  const division = divisionOf(clues);
  const zone = functionalZoneOf(clues);
  return {
    divisionCode: division?.code ?? null,
    divisionSource: division?.source ?? null,
    zoneCode: zone === null ? null : ZONE_TEAM_CODES[zone],
  };
}

/** As much of our schema as the measured operations select, with the same names: the same documents run on both. */
export const schema = `
type Query {
  cases(filter: CaseFilter, first: Int, after: String): CaseConnection!
  case(id: ID): Case
  chain(by: ChainKey!): Chain
  companies(filter: CompanyFilter, first: Int, after: String): CompanyConnection!
}
enum CaseStage { NEGOTIATING ADMISSION SIGNED REGISTERED LANDED STARTED COMPLETED PRODUCING FULL LOST SUSPENDED TERMINATED }
input CaseFilter { stage: CaseStage }
input ChainKey { code: String }
input CompanyFilter { search: String }
type PageInfo { hasNextPage: Boolean! endCursor: String }
type CaseConnection { nodes: [Case!]! pageInfo: PageInfo! asOf: String }
type CompanyConnection { nodes: [Company!]! pageInfo: PageInfo! }
type Case {
  id: ID! code: String! title: String! stage: CaseStage! updatedAt: String! sizeBand: String! level: String! version: Int! amountYuan: String intent: String
  company: Company leadTeam: Team shares: [CaseShare!] contacts: [Contact!] latestActivities(first: Int! = 3): [Activity!]
}
type Company { id: ID! name: String! usci: String listingCode: String registeredOn: String division: Division }
type Division { code: String! name: String! }
type Team { id: ID! name: String! }
type CaseShare { role: String grantedLevel: String team: Team }
type Contact { name: String! title: String phone: String }
type Activity { kind: String happenedOn: String text: String }
type Chain { id: ID! code: String! name: String! edition: String! nodes: [ChainNode!]! links: [ChainLink!]! }
type ChainNode { id: ID! parentId: ID code: String! name: String! position: String depth: Int! isLeaf: Boolean! coverage(teamId: ID): Coverage gapKind(teamId: ID): String }
type ChainLink { supplierId: ID! customerId: ID! }
type Coverage { here: Int! elsewhere: Int! unknown: Int! }
`;

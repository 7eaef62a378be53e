/** The tickets that were found, those of the same company first: the first one is the easiest to choose by mistake. */
export const ownFirst = <Ticket extends { company_name: string | null }>(
  tickets: readonly Ticket[],
  company: string | null,
) => tickets.toSorted((a, b) => Number(b.company_name === company) - Number(a.company_name === company));

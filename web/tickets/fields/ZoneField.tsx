import { api } from "../../lib/api.ts";
import { RelationField } from "./RelationField.tsx";

export const ZoneField = () => <RelationField name="zone" find={findZones} />;

async function findZones(company: string | null, search: string, signal: AbortSignal) {
  const query = { company, search, page_size: 50, fields: "id,name,status_display" };
  const { results } = await api.get("/zones/", { query, signal });
  return results.map(({ id, name, status_display }) => ({ id, name, hint: status_display }));
}

import { api } from "../../lib/api.ts";
import { RelationField } from "./RelationField.tsx";

export const ContactField = () => <RelationField name="contact" find={findContacts} />;

async function findContacts(company: string | null, search: string, signal: AbortSignal) {
  const query = { company, search, page_size: 50, ...(search && { ordering: "relevance" }), fields: "id,name,email" };
  const { results } = await api.get("/contacts/", { query, signal });
  return results.map(({ id, name, email }) => ({ id, name: String(name), hint: String(email) }));
}

import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import type { Addressee } from "./addressees.ts";

const contactQuery = (id: string) =>
  queryOptions({
    queryKey: ["contact", id],
    queryFn: ({ signal }) => api.get("/contacts/{id}/", { path: { id }, signal }),
  });

/** The name and the email address of a contact, which may be empty; undefined until they are known. */
export function useAddressee(contact: string | null): Addressee | undefined {
  const { data } = useQuery({ ...contactQuery(contact ?? ""), enabled: contact !== null });
  return data && { name: String(data.name), address: String(data.email ?? "") };
}

/** Whether a contact can get an email. */
export const hasAddress = async (contact: string): Promise<boolean> =>
  Boolean((await queryClient.ensureQueryData(contactQuery(contact))).email);

import "../lib/later-texts.ts";
import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";

const MAX_SHOWN = 8;

/** Other people's tickets that the contact is copied on. */
export function Participations({ contact }: { contact: string }) {
  const t = useTexts();
  const { data } = useQuery({
    queryKey: ["contact", contact, "participations"],
    queryFn: ({ signal }) => api.get("/contacts/{id}/participations/", { path: { id: contact }, signal }),
  });
  if (!data || data.results.length === 0) return null;
  return (
    <Text size="sm" component="div" style={{ overflowWrap: "anywhere" }}>
      {t("contacts.portal.inCopy")}{" "}
      {data.results.slice(0, MAX_SHOWN).map(({ ticket, ticket_number, subject, state }, at) => (
        <span key={ticket}>
          {at > 0 && ", "}
          <Anchor
            size="sm"
            title={subject}
            renderRoot={(props) => <Link to="/tickets/$id" params={{ id: ticket }} {...props} />}
          >
            {ticket_number}
          </Anchor>
          {state === "proposed" && ` (${t("contacts.portal.proposed")})`}
        </span>
      ))}
    </Text>
  );
}

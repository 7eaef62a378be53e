import "../lib/later-texts.ts";
import { Anchor, List, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";

const MAX_SHOWN = 20;

/** The agents who looked at tickets as their customers see them. */
export function CustomerViews() {
  const t = useTexts();
  const { data } = useQuery({
    queryKey: ["customer-views"],
    queryFn: ({ signal }) => api.get("/customer-views/", { signal }),
  });
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        {t("helpCenter.views")}
      </Title>
      <Text size="sm" c="dimmed">
        {t("helpCenter.viewsAbout")}
      </Text>
      {data?.results.length === 0 && <Text size="sm">{t("helpCenter.noViews")}</Text>}
      <List size="sm" listStyleType="none">
        {data?.results.slice(0, MAX_SHOWN).map(({ at, user_name, contact_name, ticket, ticket_number }) => (
          <List.Item key={`${at} ${ticket}`}>
            {momentOf(at)} ·{" "}
            {t("helpCenter.viewed", {
              user: user_name ?? "",
              contact: contact_name ?? "",
              ticket: ticket_number ?? "",
            })}{" "}
            {ticket && (
              <Anchor size="sm" renderRoot={(props) => <Link to="/tickets/$id" params={{ id: ticket }} {...props} />}>
                {t("helpCenter.openTicket")}
              </Anchor>
            )}
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}

import "../lib/later-texts.ts";
import { Anchor, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { mailboxesQuery } from "./email-queries.ts";

/** Tells Admins which mailboxes cannot send and since when, with a link to their settings. */
export function MailboxBar() {
  const t = useTexts();
  const { data } = useQuery(mailboxesQuery);
  const failing = (data ?? [])
    .filter(({ state }) => state === "failing")
    .sort((a, b) => ((a.failing_since ?? "") < (b.failing_since ?? "") ? -1 : 1));
  const [first] = failing;
  const values = {
    address: first?.address,
    since: first?.failing_since ? momentOf(first.failing_since) : "",
    error: first?.last_error ?? "",
  };
  return (
    <div role="status" aria-live="polite">
      {first && (
        <Group
          justify="center"
          gap="xs"
          py={4}
          px="md"
          bg="var(--note)"
          style={{ borderBottom: "1px solid var(--line)", overflowWrap: "anywhere" }}
        >
          <Text size="sm">
            {failing.length === 1
              ? t("email.bar", values)
              : t("email.barMany", { ...values, count: failing.length - 1 })}
          </Text>
          <Anchor
            size="sm"
            underline="always"
            renderRoot={(props) => (
              <Link
                to="/settings/$part"
                params={{ part: "email" }}
                search={{ mailbox: first.id } as never}
                {...props}
              />
            )}
          >
            {t("email.barMend")}
          </Anchor>
        </Group>
      )}
    </div>
  );
}

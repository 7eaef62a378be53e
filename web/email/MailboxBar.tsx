import "../lib/later-texts.ts";
import { Anchor, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { may } from "../../wire/permissions.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { clockOf, dayOf, momentOf } from "../lib/time.ts";
import { emailStatusQuery, type MailOutage } from "../tickets/email-status.ts";

/** Tells everyone since when no emails are sent or received; Admins also get a link to the mailbox. */
export function MailboxBar() {
  const { data } = useQuery(emailStatusQuery);
  const [first] = data?.outages ?? [];
  return (
    <div role="status" aria-live="polite">
      {first && <Bar outage={first} others={data!.outages.length - 1} />}
    </div>
  );
}

function Bar({ outage, others }: { outage: MailOutage; others: number }) {
  const t = useTexts();
  const user = useUser();
  const { mailbox, address, direction, trouble } = outage;
  const isPaused = trouble === "paused";
  const isToday = dayOf(outage.since) === dayOf(new Date());
  const since = isToday ? clockOf(outage.since) : momentOf(outage.since);
  const sentences = [
    t(`email.outage.${isPaused ? "paused" : direction}`, { address, since }),
    trouble && !isPaused && t(`email.trouble.${trouble}`),
    others > 0 && t("email.outage.others", { count: others }),
    !may(user, "mailbox.manage") &&
      t(isPaused ? "email.outage.askAdmin" : direction === "out" ? "email.outage.leaves" : "email.outage.arrives"),
  ];
  return (
    <Group
      justify="center"
      gap="xs"
      py={4}
      px="md"
      bg="var(--note)"
      style={{ borderBottom: "1px solid var(--line)", overflowWrap: "anywhere" }}
    >
      <Text size="sm">{sentences.filter(Boolean).join(" ")}</Text>
      {may(user, "mailbox.manage") && (
        <Anchor
          size="sm"
          underline="always"
          renderRoot={(props) => (
            <Link to="/settings/$part" params={{ part: "email" }} search={{ mailbox } as never} {...props} />
          )}
        >
          {t("email.barMend")}
        </Anchor>
      )}
    </Group>
  );
}

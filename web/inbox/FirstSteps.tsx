import "../lib/later-texts.ts";
import { Button } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { may } from "../../wire/permissions.ts";
import { mailboxesQuery } from "../email/email-queries.ts";
import { api } from "../lib/api.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { Keys } from "../ui/Keys.tsx";
import css from "./FirstSteps.module.css";

interface Step {
  key: "invite" | "mailbox" | "service" | "ticket";
  isDone: boolean;
  action: ReactNode;
}

/** The steps that this user has the permission for. */
function useSteps(): Step[] {
  const t = useTexts();
  const user = useUser();
  const canInvite = may(user, "user.manage");
  const canConnect = may(user, "mailbox.manage");
  const people = useQuery({
    queryKey: ["users", "first steps"],
    queryFn: async ({ signal }) => (await api.get("/users/", { query: { page_size: 2 }, signal })).results.length,
    enabled: canInvite,
  });
  const mailboxes = useQuery({ ...mailboxesQuery, enabled: canConnect });
  const invite: Step = {
    key: "invite",
    isDone: (people.data ?? 0) > 1,
    action: <Go to="/people">{t("firstSteps.inviteDo")}</Go>,
  };
  const connect: Step = {
    key: "mailbox",
    isDone: (mailboxes.data?.length ?? 0) > 0,
    action: <Go to="/settings/email">{t("firstSteps.mailboxDo")}</Go>,
  };
  const serviceAction = <Go to="/settings/setup">{t("firstSteps.serviceDo")}</Go>;
  const service: Step = { key: "service", isDone: false, action: serviceAction };
  const create: Step = {
    key: "ticket",
    isDone: false,
    action: (
      <Go to="/new">
        {t("sections.newTicket")} <Keys of="c" />
      </Go>
    ),
  };
  return [
    ...(canInvite ? [invite] : []),
    ...(canConnect ? [connect] : []),
    ...(may(user, "automation.manage") ? [service] : []),
    create,
  ];
}

/** What an Admin does first on a desk without tickets. It goes away with the first ticket. */
export function FirstSteps() {
  const t = useTexts();
  const user = useUser();
  const steps = useSteps();
  const next = steps.findIndex(({ isDone }) => !isDone);
  return (
    <section className={css.steps} aria-labelledby="first-steps">
      <h2 id="first-steps">{t("firstSteps.title", { name: user.full_name.split(" ")[0] })}</h2>
      <p className={css.lead}>{t("firstSteps.text")}</p>
      <ol>
        {steps.map(({ key, isDone, action }, at) => (
          <li key={key} data-done={isDone || undefined} data-next={at === next || undefined}>
            <span className={css.number} aria-hidden>
              {isDone ? <IconCheck size={16} /> : at + 1}
            </span>
            <div>
              <h3>
                {t(`firstSteps.${key}`)}
                {isDone && <span className="only-read-out"> {t("firstSteps.done")}</span>}
              </h3>
              <p>{t(`firstSteps.${key}Text`)}</p>
            </div>
            {action}
          </li>
        ))}
      </ol>
      <p className={css.foot}>{t("firstSteps.foot")}</p>
    </section>
  );
}

function Go({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Button variant="default" renderRoot={(props) => <Link to={to} {...props} />}>
      <span className={css.go}>{children}</span>
    </Button>
  );
}

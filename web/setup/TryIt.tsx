import "../lib/later-texts.ts";
import { Button, Group, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { CREATED_VIAS } from "../../wire/automation-words.ts";
import { CATEGORIES, type Category, PRIORITIES, type Priority, TEAM_OF_CATEGORY } from "../../wire/ticket-words.ts";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { type Translate, useTexts } from "../lib/texts.ts";
import { showError } from "../ui/notices.ts";
import { TrialTicket } from "./TrialTicket.tsx";
import { rulesOnCreation, type Trial, trialFor } from "./trial.ts";
import { type DeskSetup, trialCompanyQuery } from "./use-desk.ts";

/** Creates tickets like those of customers, and shows what the desk does with each of them. */
export function TryIt({ desk: { automations, policies } }: { desk: DeskSetup }) {
  const t = useTexts();
  const [choices, setChoices] = useState<Partial<TrialInput>>({});
  const [tickets, setTickets] = useState<readonly string[]>([]);
  const [isBusy, setBusy] = useState(false);
  const suggestion = trialFor(automations, policies);
  const trial = { subject: subjectOf(t, suggestion), ...suggestion, ...choices };
  const change = (part: Partial<TrialInput>) => setChoices((before) => ({ ...before, ...part }));
  const create = async () => {
    setBusy(true);
    try {
      const { id } = await createTrial(t, trial);
      setTickets((before) => [id, ...before]);
    } catch (error) {
      showError(error, t("setup.try.notCreated"));
    }
    setBusy(false);
  };
  return (
    <>
      <Group align="flex-end" gap="xs">
        <TrialFields trial={trial} onChange={change} />
        <Button loading={isBusy} disabled={trial.subject.trim() === ""} onClick={() => void create()}>
          {t(tickets.length === 0 ? "setup.try.create" : "setup.try.another")}
        </Button>
      </Group>
      {tickets.map((id) => (
        <TrialTicket
          key={id}
          id={id}
          rules={rulesOnCreation(automations)}
          onRemoved={() => setTickets((before) => before.filter((each) => each !== id))}
        />
      ))}
    </>
  );
}

type TrialInput = Trial & { subject: string };

/** What the trial ticket is like. */
function TrialFields({ trial, onChange }: { trial: TrialInput; onChange(part: Partial<TrialInput>): void }) {
  const t = useTexts();
  return (
    <>
      <TextInput
        label={t("fields.subject")}
        value={trial.subject}
        maxLength={200}
        style={{ flex: "1 1 220px" }}
        onChange={({ currentTarget: { value } }) => onChange({ subject: value })}
      />
      <Select
        label={t("fields.category")}
        data={CATEGORIES.map((value) => ({ value, label: categoryWords(t, value) }))}
        value={trial.category}
        allowDeselect={false}
        onChange={(category) => onChange({ category: category as Category })}
      />
      <Select
        label={t("fields.priority")}
        w={120}
        data={PRIORITIES.map((value) => ({ value, label: t(`priorities.${value}`) }))}
        value={trial.priority}
        allowDeselect={false}
        onChange={(priority) => onChange({ priority: priority as Priority })}
      />
      <Select
        label={t("setup.try.way")}
        w={140}
        data={CREATED_VIAS.map((value) => ({ value, label: t(`automations.vias.${value}`) }))}
        value={trial.via}
        allowDeselect={false}
        onChange={(via) => onChange({ via: via as Trial["via"] })}
      />
    </>
  );
}

const subjectOf = (t: Translate, { about }: Trial) =>
  about === "" ? t("setup.try.subject") : t("setup.try.subjectAbout", { about });

/** A category with the team that gets its tickets. */
function categoryWords(t: Translate, category: Category): string {
  const team = TEAM_OF_CATEGORY[category];
  return t(`categories.${category}`) + (team ? ` (${t(`roles.${team as "Tech"}`)})` : "");
}

async function trialCompany(t: Translate): Promise<string> {
  const query = trialCompanyQuery(t);
  const data = await queryClient.fetchQuery(query);
  if (data) return data;
  const { id } = await api.post("/companies/", { name: t("setup.try.company") });
  queryClient.setQueryData(query.queryKey, id);
  return id;
}

const createTrial = async (t: Translate, { subject, category, priority, via }: TrialInput) =>
  api.post("/automations/trial/", {
    subject,
    category,
    priority,
    via,
    company: await trialCompany(t),
    description: `<p>${t("setup.try.description", { way: t(`automations.vias.${via}`) })}</p>`,
  });

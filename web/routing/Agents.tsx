import "../lib/later-texts.ts";
import { Button, MultiSelect, Select, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { AVAILABILITY_STATES, type AvailabilityState } from "../../wire/routing-words.ts";
import { api } from "../lib/api.ts";
import { momentIn } from "../lib/short-time.ts";
import { useTexts } from "../lib/texts.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { DialogFoot } from "../ui/DialogFoot.tsx";
import { Item, ItemList } from "../ui/ItemList.tsx";
import { showError } from "../ui/notices.ts";
import { isStale } from "../ui/use-saving.ts";
import { Absences, Mark } from "./AvailabilityDialog.tsx";
import { type RoutedAgent, type Routing, routingSaved, skillsQuery } from "./routing-queries.ts";
import { Amount } from "./TeamForm.tsx";

/** The agents who take tickets of the team: their availability, load and skills. */
export function Agents({ routing }: { routing: Routing }) {
  const t = useTexts();
  const [editedUser, setEditedUser] = useState<string | null>(null);
  const agent = routing.agents.find(({ user }) => user === editedUser);
  return (
    <section aria-labelledby="agents-of-team">
      <Title order={3} size="h5" id="agents-of-team">
        {t("assignment.agents")}
      </Title>
      {routing.agents.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("assignment.noAgents")}
        </Text>
      )}
      <ItemList>
        {routing.agents.map((each) => (
          <AgentLine key={each.user} agent={each} onEdit={routing.may_change ? () => setEditedUser(each.user) : null} />
        ))}
      </ItemList>
      {agent && <AgentForm agent={agent} capacity={routing.capacity} onClose={() => setEditedUser(null)} />}
    </section>
  );
}

function AgentLine({ agent, onEdit }: { agent: RoutedAgent; onEdit: (() => void) | null }) {
  const t = useTexts();
  const { data: skills = [] } = useQuery(skillsQuery);
  const { name, state, because, until, load, capacity } = agent;
  const has = skills.filter(({ id }) => agent.skills.includes(id)).map((skill) => skill.name);
  const showsReason = because === "hours" || because === "out_of_office";
  return (
    <Item
      id={agent.user}
      name={name}
      details={
        <>
          <Mark state={state} /> {t(`assignment.states.${state}`)}
          {until && ` ${t("assignment.until", { time: momentIn(until) })}`}
          {showsReason && ` (${t(`assignment.because.${because}`)})`}
          {" · "}
          {t("assignment.load", { load, capacity })}
          {has.length > 0 && ` · ${has.join(", ")}`}
        </>
      }
      actions={
        onEdit && (
          <Button size="compact-sm" variant="default" onClick={onEdit} aria-label={t("items.edit", { name })}>
            {t("common.edit")}
          </Button>
        )
      }
    />
  );
}

interface FormProps {
  agent: RoutedAgent;
  capacity: number;
  onClose(): void;
}

function AgentForm({ agent, capacity, onClose }: FormProps) {
  const t = useTexts();
  const { data: skills = [] } = useQuery(skillsQuery);
  const [state, setState] = useState<AvailabilityState | null>(null);
  const [own, setOwn] = useState(agent.own_capacity);
  const [has, setHas] = useState(agent.skills);
  const [version, setVersion] = useState(agent.updated_at);
  const saving = useMutation({
    mutationFn: () =>
      api.patch(
        "/users/{id}/availability/",
        { ...(state && { state, until: null }), capacity: own, skills: has },
        { path: { id: agent.user }, headers: { "if-match": `"${version}"` } },
      ),
    onSuccess: async () => {
      await routingSaved();
      onClose();
    },
    onError: (error) => {
      if (isStale(error)) setVersion(String(error.body.version));
      showError(error, isStale(error) ? t("items.changedMeanwhile") : t("failures.agent", { name: agent.name }));
    },
  });
  return (
    <Dialog onClose={onClose} title={agent.name}>
      <Stack>
        <Select
          label={t("shell.availability")}
          data={AVAILABILITY_STATES.map((value) => ({ value, label: t(`assignment.states.${value}`) }))}
          value={state ?? agent.state}
          allowDeselect={false}
          data-autofocus
          onChange={(value) => value && setState(value as AvailabilityState)}
        />
        <Absences />
        <OwnCapacity own={own} capacity={capacity} onChange={setOwn} />
        {skills.length > 0 && (
          <MultiSelect
            label={t("assignment.skills.title")}
            data={skills.map(({ id, name }) => ({ value: id, label: name }))}
            value={has}
            // the button that saves is below
            comboboxProps={{ position: "top" }}
            onChange={setHas}
          />
        )}
        <DialogFoot onCancel={onClose}>
          <Button loading={saving.isPending} onClick={() => saving.mutate()}>
            {t("common.save")}
          </Button>
        </DialogFoot>
      </Stack>
    </Dialog>
  );
}

interface OwnProps {
  own: number | null;
  capacity: number;
  onChange(own: number | null): void;
}

/** How many tickets the agent can have at once: the team's number, or their own. */
function OwnCapacity({ own, capacity, onChange }: OwnProps) {
  const t = useTexts();
  return (
    <div>
      <Amount
        label={t("assignment.capacity")}
        about={t("assignment.ownCapacity", { capacity })}
        value={own ?? capacity}
        min={0}
        max={1000}
        disabled={false}
        onChange={onChange}
      />
      {own !== null && (
        <Button variant="subtle" size="xs" mt="xs" onClick={() => onChange(null)}>
          {t("assignment.teamCapacity")}
        </Button>
      )}
    </div>
  );
}

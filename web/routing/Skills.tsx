import "../lib/later-texts.ts";
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconSparkles } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { FilterParts } from "../automations/FilterParts.tsx";
import { api, Refusal } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { useColleagues } from "../tickets/people.ts";
import { conditionWords } from "../tickets/rule-words.ts";
import { DialogFoot } from "../ui/DialogFoot.tsx";
import { errorText, showError, showNotice } from "../ui/notices.ts";
import { EmptyState, ErrorState, LoadingLines } from "../ui/States.tsx";
import css from "./Routing.module.css";
import { routingSaved, type Skill, skillsQuery } from "./routing-queries.ts";

const saved = () => Promise.all([queryClient.invalidateQueries(skillsQuery), routingSaved()]);

/** What some tickets need of an agent: a name, and which tickets these are. */
export function Skills() {
  const t = useTexts();
  const people = useColleagues();
  const { data: skills, error, refetch } = useQuery(skillsQuery);
  const [edited, setEdited] = useState<Skill | "new" | null>(null);
  if (error && !skills) return <ErrorState error={error} onRetry={refetch} />;
  if (!skills) return <LoadingLines />;
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited("new")}>
      {t("assignment.skills.add")}
    </Button>
  );
  const person = (id: string) => people.find((each) => each.id === id)?.full_name ?? t("events.somebody");
  const form = edited && <SkillForm skill={edited === "new" ? null : edited} onClose={() => setEdited(null)} />;
  if (skills.length === 0)
    return (
      <>
        <EmptyState icon={IconSparkles} title={t("assignment.skills.empty")} action={add}>
          {t("assignment.skills.emptyText")}
        </EmptyState>
        {form}
      </>
    );
  return (
    <Stack>
      <Group justify="flex-end">{add}</Group>
      <ul className={css.list}>
        {skills.map((skill) => (
          <li key={skill.id}>
            <div>
              <b>{skill.name}</b>
              <Text size="sm" c="dimmed">
                {[
                  ...conditionWords(t, person, skill.filters),
                  t("assignment.skills.agents", { count: skill.agents }),
                ].join(" · ")}
              </Text>
            </div>
            <SkillActions skill={skill} onEdit={() => setEdited(skill)} />
          </li>
        ))}
      </ul>
      {form}
    </Stack>
  );
}

function SkillActions({ skill, onEdit }: { skill: Skill; onEdit(): void }) {
  const t = useTexts();
  const removing = useMutation({
    mutationFn: () => api.remove("/skills/{id}/", { path: { id: skill.id } }),
    onSuccess: saved,
    onError: (error) => showError(error, t("assignment.notSaved")),
  });
  return (
    <Group gap="xs">
      <Button size="xs" variant="default" onClick={onEdit} aria-label={t("assignment.editAgent", { name: skill.name })}>
        {t("common.edit")}
      </Button>
      <Button
        size="xs"
        variant="subtle"
        loading={removing.isPending}
        onClick={() => removing.mutate()}
        aria-label={t("assignment.skills.delete", { name: skill.name })}
      >
        {t("common.delete")}
      </Button>
    </Group>
  );
}

function SkillForm({ skill, onClose }: { skill: Skill | null; onClose(): void }) {
  const t = useTexts();
  const [name, setName] = useState(skill?.name ?? "");
  const [filters, setFilters] = useState<Record<string, string>>(skill?.filters ?? {});
  const saving = useMutation({
    mutationFn: () =>
      skill
        ? api.patch("/skills/{id}/", { name, filters }, { path: { id: skill.id } })
        : api.post("/skills/", { name, filters }),
    onSuccess: async (body) => {
      await saved();
      showNotice(t("sla.saved", { name: body.name }));
      onClose();
    },
  });
  const refusal = saving.error instanceof Refusal ? saving.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const error = refusal?.field("filters") ?? (refusal?.field("name") ? null : saving.error && errorText(saving.error));
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(skill ? "assignment.skills.edit" : "assignment.skills.add")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <form noValidate onSubmit={submit}>
        <Stack>
          <TextInput
            label={t("sla.fields.name")}
            value={name}
            error={refusal?.field("name")}
            maxLength={100}
            required
            data-autofocus
            placeholder={t("assignment.skills.example")}
            onChange={({ currentTarget: { value } }) => setName(value)}
          />
          <div>
            <Text size="sm">{t("assignment.skills.tickets")}</Text>
            <FilterParts filters={filters} onChange={setFilters} />
          </div>
          {error && (
            <Text role="alert" size="sm" c="var(--late)">
              {error}
            </Text>
          )}
          <DialogFoot onCancel={onClose}>
            <Button type="submit" loading={saving.isPending}>
              {t("common.save")}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Modal>
  );
}

import "../lib/later-texts.ts";
import { Group, Stack, Text } from "@mantine/core";
import { IconSparkles } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { FilterParts } from "../automations/FilterParts.tsx";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import { useColleagues } from "../tickets/people.ts";
import { useConditionWords } from "../tickets/rule-words.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { deleteSoon } from "../ui/delete-soon.ts";
import { FormProblem, SaveFoot } from "../ui/FormFoot.tsx";
import { AddButton, Item, ItemActions, ItemList } from "../ui/ItemList.tsx";
import { NameInput } from "../ui/NameInput.tsx";
import { EmptyState, ErrorState, LoadingLines } from "../ui/States.tsx";
import { useSaving } from "../ui/use-saving.ts";
import { routingSaved, type Skill, skillsQuery } from "./routing-queries.ts";

const skillsSaved = () => Promise.all([queryClient.invalidateQueries(skillsQuery), routingSaved()]);

/** The skills that some tickets need: a name, and a filter of these tickets. */
export function Skills() {
  const t = useTexts();
  const { data: skills, error, refetch } = useQuery(skillsQuery);
  const [editedSkill, setEditedSkill] = useState<Skill | "new" | null>(null);
  if (error && !skills) return <ErrorState error={error} onRetry={refetch} />;
  if (!skills) return <LoadingLines />;
  const add = <AddButton label={t("assignment.skills.add")} onClick={() => setEditedSkill("new")} />;
  const form = editedSkill && (
    <SkillForm skill={editedSkill === "new" ? null : editedSkill} onClose={() => setEditedSkill(null)} />
  );
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
      <ItemList>
        {skills.map((skill) => (
          <SkillItem key={skill.id} skill={skill} onEdit={() => setEditedSkill(skill)} />
        ))}
      </ItemList>
      {form}
    </Stack>
  );
}

function SkillItem({ skill: { id, name, filters, agents }, onEdit }: { skill: Skill; onEdit(): void }) {
  const t = useTexts();
  const people = useColleagues();
  const person = (user: string) => people.find((each) => each.id === user)?.full_name ?? t("events.somebody");
  const conditions = useConditionWords(person, filters);
  const remove = () =>
    deleteSoon({
      id,
      remove: (keepalive) => api.remove("/skills/{id}/", { path: { id }, keepalive }),
      reload: skillsSaved,
      done: t("items.deleted", { name }),
      failed: t("items.notDeleted", { name }),
    });
  return (
    <Item
      id={id}
      name={name}
      details={[...conditions, t("assignment.skills.agents", { count: agents })].join(" · ")}
      actions={<ItemActions name={name} onEdit={onEdit} onDelete={remove} />}
    />
  );
}

function SkillForm({ skill, onClose }: { skill: Skill | null; onClose(): void }) {
  const t = useTexts();
  const [name, setName] = useState(skill?.name ?? "");
  const [filters, setFilters] = useState<Record<string, string>>(skill?.filters ?? {});
  const { submit, isSaving, errorOf, problem } = useSaving({
    fields: ["name"],
    readAt: skill?.updated_at,
    save: (headers) => {
      const body = { name, filters };
      return skill ? api.patch("/skills/{id}/", body, { path: { id: skill.id }, headers }) : api.post("/skills/", body);
    },
    reload: skillsSaved,
    onSaved: onClose,
  });
  return (
    <Dialog onClose={onClose} title={t(skill ? "assignment.skills.edit" : "assignment.skills.add")}>
      <form noValidate onSubmit={submit}>
        <Stack>
          <NameInput
            value={name}
            error={errorOf("name")}
            placeholder={t("assignment.skills.example")}
            onText={setName}
          />
          <div>
            <Text size="sm">{t("assignment.skills.tickets")}</Text>
            <FilterParts filters={filters} onChange={setFilters} />
          </div>
          <FormProblem>{errorOf("filters") ?? problem}</FormProblem>
          <SaveFoot isSaving={isSaving} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}

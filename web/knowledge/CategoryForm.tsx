import "../lib/later-texts.ts";
import { MultiSelect } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";
import { RecordForm } from "../records/RecordForm.tsx";
import { READER_TEAMS, VISIBILITIES } from "./categories.ts";
import type { ArticleCategory } from "./category-tree.ts";

interface Props {
  /** Null for a new one. */
  category: ArticleCategory | null;
  save(changes: Record<string, unknown>): Promise<unknown>;
  onClose(): void;
}

const NEW = { visibility: "public", teams: [] as string[] };

/** Edits a category: its names in English and Thai, and who sees it. */
export function CategoryForm({ category, save, onClose }: Props) {
  const t = useTexts();
  const values = category ? { ...category, th: category.names.th ?? "" } : NEW;
  const send = ({ th, ...changes }: Record<string, unknown>) =>
    save({
      ...(category ? {} : { visibility: NEW.visibility }),
      ...changes,
      ...(th !== undefined && { names: { ...category?.names, th } }),
    });
  return (
    <RecordForm
      title={category ? t("knowledge.editCategory") : t("knowledge.newCategory")}
      fields={[
        { name: "name", label: t("knowledge.fields.name"), required: true, maxLength: 100 },
        { name: "th", label: t("knowledge.fields.thaiName"), maxLength: 100 },
        {
          name: "visibility",
          kind: "choice",
          label: t("knowledge.fields.visibility"),
          hint: t("knowledge.narrowest"),
          choices: VISIBILITIES.map((value) => ({ value, label: t(`knowledge.visibilities.${value}`) })),
        },
        {
          name: "teams",
          label: t("knowledge.fields.teams"),
          render: ({ value, onChange, error }) => (
            <MultiSelect
              label={t("knowledge.fields.teams")}
              description={t("knowledge.teamsHint")}
              error={error}
              data={READER_TEAMS}
              value={value as string[]}
              onChange={onChange}
            />
          ),
        },
      ]}
      values={values}
      save={send}
      onClose={onClose}
    />
  );
}

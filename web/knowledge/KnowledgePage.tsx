import "../lib/later-texts.ts";
import { Badge, Button } from "@mantine/core";
import { IconBook, IconFolderPlus } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { may } from "../../wire/permissions.ts";
import { api } from "../lib/api.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { relativeTo } from "../lib/time.ts";
import { RecordForm } from "../records/RecordForm.tsx";
import { RecordList } from "../records/RecordList.tsx";
import classes from "../records/records.module.css";
import { useCategories, VISIBILITIES } from "./categories.ts";

const STATE_COLORS = { draft: "yellow", published: "teal", archived: "gray" } as const;

export function KnowledgePage() {
  const t = useTexts();
  const navigate = useNavigate();
  const isAdmin = may(useUser(), "knowledge.manage");
  const [isNew, setNew] = useState(false);
  return (
    <>
      <RecordList
        name="articles"
        title={t("knowledge.title")}
        icon={IconBook}
        searchLabel={t("knowledge.search")}
        empty={t("knowledge.empty")}
        newLabel={t("knowledge.new")}
        onNew={() => void navigate({ to: "/knowledge/$id", params: { id: "new" } })}
        tools={
          isAdmin && (
            <Button variant="default" leftSection={<IconFolderPlus size={16} />} onClick={() => setNew(true)}>
              {t("knowledge.newCategory")}
            </Button>
          )
        }
        read={(page, search, signal) =>
          api.get("/kb/articles/", { query: { page, page_size: 50, search, ordering: "-updated_at" }, signal })
        }
        columns={[
          {
            key: "title",
            title: t("knowledge.fields.title"),
            render: ({ id, title }) => (
              <Link to="/knowledge/$id" params={{ id }} className={classes.strong}>
                {title}
              </Link>
            ),
          },
          {
            key: "category",
            title: t("knowledge.fields.category"),
            onPhone: "below",
            render: ({ category_name }) => category_name,
          },
          {
            key: "state",
            title: t("knowledge.fields.state"),
            onPhone: "beside",
            render: ({ state }) => <State state={state} />,
          },
          {
            key: "visibility",
            title: t("knowledge.fields.visibility"),
            render: ({ effective_visibility }) => t(`knowledge.visibilities.${effective_visibility}`),
          },
          { key: "languages", title: t("knowledge.fields.languages"), render: ({ languages }) => languages.join(", ") },
          { key: "updated", title: t("knowledge.fields.updated"), render: ({ updated_at }) => relativeTo(updated_at) },
        ]}
      />
      {isNew && <CategoryForm onClose={() => setNew(false)} />}
    </>
  );
}

function State({ state }: { state: keyof typeof STATE_COLORS }) {
  const t = useTexts();
  return (
    <Badge size="sm" variant="light" miw="max-content" color={STATE_COLORS[state]}>
      {t(`knowledge.states.${state}`)}
    </Badge>
  );
}

function CategoryForm({ onClose }: { onClose: () => void }) {
  const t = useTexts();
  const queries = useQueryClient();
  const categories = useCategories();
  const save = async (changes: Record<string, unknown>) => {
    await api.post("/kb/categories/", { visibility: "public", ...changes });
    void queries.invalidateQueries({ queryKey: ["kb-categories"] });
  };
  return (
    <RecordForm
      title={t("knowledge.newCategory")}
      fields={[
        { name: "name", label: t("knowledge.fields.name"), required: true, maxLength: 100 },
        {
          name: "parent",
          kind: "choice",
          label: t("knowledge.fields.parent"),
          choices: categories.map(({ id, name }) => ({ value: id, label: name })),
        },
        {
          name: "visibility",
          kind: "choice",
          label: t("knowledge.fields.visibility"),
          hint: t("knowledge.narrowest"),
          // teams are chosen for single articles
          choices: VISIBILITIES.filter((value) => value !== "team").map((value) => ({
            value,
            label: t(`knowledge.visibilities.${value}`),
          })),
        },
      ]}
      values={{ visibility: "public" }}
      save={save}
      onClose={onClose}
    />
  );
}

import "../lib/later-texts.ts";
import { Group, Input, SegmentedControl, Select } from "@mantine/core";
import type { MacroScope } from "../../wire/macro-words.ts";
import { ROLE_PERMISSIONS } from "../../wire/permissions.ts";
import { useTexts } from "../lib/texts.ts";

interface Props {
  scope: MacroScope;
  team: string;
  problem: string | null;
  onChange(change: { scope: MacroScope } | { team: string }): void;
}

/** Who may use a macro or a ticket template: its author, a team, or everyone. */
export function ScopeFields({ scope, team, problem, onChange }: Props) {
  const t = useTexts();
  return (
    <Group align="flex-end">
      <Input.Wrapper label={t("macros.for")} labelElement="div">
        <div>
          <SegmentedControl
            aria-label={t("macros.for")}
            value={scope}
            data={[
              { value: "own", label: t("macros.onlyYou") },
              { value: "team", label: t("macros.team") },
              { value: "shared", label: t("macros.everyone") },
            ]}
            onChange={(value) => onChange({ scope: value as MacroScope })}
          />
        </div>
      </Input.Wrapper>
      {scope === "team" && (
        <Select
          label={t("fields.assigned_team")}
          allowDeselect={false}
          value={team}
          error={problem}
          data={Object.keys(ROLE_PERMISSIONS).map((value) => ({ value, label: t(`roles.${value as "Tech"}`) }))}
          onChange={(value) => onChange({ team: value ?? "" })}
        />
      )}
    </Group>
  );
}

import "../lib/later-texts.ts";
import { Button, Group, Stack, Title } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { AutomationForm } from "../automations/AutomationForm.tsx";
import { RULE_EXAMPLE_NAMES, type RuleExample } from "../automations/rule-examples.ts";
import { useTexts } from "../lib/texts.ts";
import { MacroForm } from "../macros/MacroForm.tsx";
import { MACRO_EXAMPLE_NAMES, type MacroExample } from "../macros/macro-examples.ts";
import { useLiveRouting } from "../routing/routing-queries.ts";
import { CalendarForm } from "../sla/CalendarForm.tsx";
import { CountrySelect } from "../sla/CountrySelect.tsx";
import { OpenTickets } from "../sla/OpenTickets.tsx";
import { PolicyForm } from "../sla/PolicyForm.tsx";
import { Examples } from "../ui/Examples.tsx";
import { AddButton } from "../ui/ItemList.tsx";
import { LoadingLines } from "../ui/States.tsx";
import { Hours, NameList, Promises } from "./Made.tsx";
import css from "./Setup.module.css";
import { TeamModes } from "./TeamModes.tsx";
import { TryIt } from "./TryIt.tsx";
import { type DeskSetup, type OpenStepForm, useDesk } from "./use-desk.ts";
import { addHours, addMacro, addPolicy } from "./usual-items.ts";

/** Guides an Admin through everything that a desk needs to run by itself. Each step is done here and shows what exists. */
export function SetupPart() {
  const t = useTexts();
  const desk = useDesk();
  useLiveRouting();
  const [form, open] = useState<OpenStepForm | null>(null);
  if (!desk) return <LoadingLines />;
  if (form) return <StepForm form={form} desk={desk} onOpen={open} onClose={() => open(null)} />;
  return (
    <Stack>
      <Title order={2} size="h4">
        {t("setup.title")}
      </Title>
      <p style={{ margin: 0 }}>{t("setup.text")}</p>
      <ol className={css.steps}>
        <HoursStep desk={desk} onOpen={open} />
        <PoliciesStep desk={desk} onOpen={open} />
        <MacrosStep desk={desk} onOpen={open} />
        <AutomationsStep desk={desk} onOpen={open} />
        <Step at={5} name="assignment" isDone={desk.isAssigning}>
          <TeamModes />
        </Step>
        <Step at={6} name="see" isDone={desk.hasTried}>
          <TryIt desk={desk} />
        </Step>
      </ol>
    </Stack>
  );
}

function StepForm({ form, desk: { calendars }, onOpen, onClose }: StepOf & { form: OpenStepForm; onClose(): void }) {
  const t = useTexts();
  return (
    <Stack>
      <Title order={2} size="h4">
        {t(`setup.steps.${form.step}`)}
      </Title>
      {form.step === "hours" && <CalendarForm calendar={form.calendar} onClose={onClose} />}
      {form.step === "policies" && <PolicyForm policy={form.policy} calendars={calendars} onClose={onClose} />}
      {form.step === "macros" && <MacroForm id={form.id} onClose={onClose} />}
      {form.step === "automations" && (
        <AutomationForm
          key={form.automation?.id}
          automation={form.automation}
          example={form.example}
          onOther={(automation) => onOpen({ step: "automations", automation, example: null })}
          onClose={onClose}
        />
      )}
    </Stack>
  );
}

interface StepProps {
  at: number;
  name: OpenStepForm["step"] | "assignment" | "see";
  isDone: boolean;
  children: ReactNode;
}

function Step({ at, name, isDone, children }: StepProps) {
  const t = useTexts();
  return (
    <li data-done={isDone || undefined}>
      <span className={css.number} aria-hidden>
        {isDone ? <IconCheck size={16} /> : at}
      </span>
      <div className={css.body}>
        <div>
          <h3>
            {t(`setup.steps.${name}`)}
            {isDone && <span className="only-read-out"> {t("firstSteps.done")}</span>}
          </h3>
          <p>{t(`setup.about.${name}`)}</p>
        </div>
        {children}
      </div>
    </li>
  );
}

interface StepOf {
  desk: DeskSetup;
  onOpen(form: OpenStepForm): void;
}

function HoursStep({ desk: { calendars, ownCountry }, onOpen }: StepOf) {
  const t = useTexts();
  const isDone = calendars.length > 0;
  const [chosenCountry, setCountry] = useState<string | null>(null);
  const country = chosenCountry ?? ownCountry;
  return (
    <Step at={1} name="hours" isDone={isDone}>
      <Hours calendars={calendars} onEdit={(calendar) => onOpen({ step: "hours", calendar })} />
      {!isDone && <CountrySelect value={country} onChange={setCountry} />}
      <Group gap="xs">
        {!isDone && <Button onClick={() => addHours(t, country)}>{t("setup.useHours")}</Button>}
        <AddButton
          isQuiet
          label={t(isDone ? "sla.calendars.add" : "setup.otherHours")}
          onClick={() => onOpen({ step: "hours", calendar: null })}
        />
      </Group>
    </Step>
  );
}

function PoliciesStep({ desk: { policies, calendars }, onOpen }: StepOf) {
  const t = useTexts();
  const isDone = policies.length > 0;
  return (
    <Step at={2} name="policies" isDone={isDone}>
      <Promises policies={policies} calendars={calendars} onEdit={(policy) => onOpen({ step: "policies", policy })} />
      {isDone && <OpenTickets />}
      <Group gap="xs">
        {!isDone && <Button onClick={() => addPolicy(t, "every", calendars)}>{t("setup.useTargets")}</Button>}
        {!policies.some(({ filters }) => filters.priority === "urgent") && (
          <Button variant="default" onClick={() => addPolicy(t, "urgent", calendars)}>
            {t("setup.usePolicy.urgent")}
          </Button>
        )}
        <AddButton
          isQuiet
          label={t(isDone ? "sla.policies.add" : "setup.otherTargets")}
          onClick={() => onOpen({ step: "policies", policy: null })}
        />
      </Group>
    </Step>
  );
}

function MacrosStep({ desk: { macros }, onOpen }: StepOf) {
  const t = useTexts();
  const labelOf = (name: MacroExample) => t(`macros.examples.${name}`);
  return (
    <Step at={3} name="macros" isDone={macros.length > 0}>
      <NameList items={macros} onEdit={({ id }) => onOpen({ step: "macros", id })} />
      <Examples
        names={MACRO_EXAMPLE_NAMES.filter((example) => !macros.some(({ name }) => name === labelOf(example)))}
        label={t("setup.addExample")}
        labelOf={labelOf}
        onPick={(example) => addMacro(t, example)}
      />
      <div>
        <AddButton isQuiet label={t("macros.add")} onClick={() => onOpen({ step: "macros", id: null })} />
      </div>
    </Step>
  );
}

function AutomationsStep({ desk: { automations }, onOpen }: StepOf) {
  const t = useTexts();
  const labelOf = (name: RuleExample) => t(`automations.examples.${name}`);
  return (
    <Step at={4} name="automations" isDone={automations.length > 0}>
      <NameList
        items={automations}
        onEdit={(automation) => onOpen({ step: "automations", automation, example: null })}
      />
      <Examples
        names={RULE_EXAMPLE_NAMES.filter((example) => !automations.some(({ name }) => name === labelOf(example)))}
        labelOf={labelOf}
        onPick={(example) => onOpen({ step: "automations", automation: null, example })}
      />
      <div>
        <AddButton
          isQuiet
          label={t("automations.add")}
          onClick={() => onOpen({ step: "automations", automation: null, example: null })}
        />
      </div>
    </Step>
  );
}

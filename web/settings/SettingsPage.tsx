import "../lib/later-texts.ts";
import { Box, Title } from "@mantine/core";
import {
  IconAdjustments,
  IconBell,
  IconBolt,
  IconCalendarTime,
  IconChartBar,
  IconChevronLeft,
  IconClock,
  IconLifebuoy,
  IconListCheck,
  IconLock,
  IconMail,
  IconMessage2,
  IconServer,
  IconStar,
  IconTemplate,
  IconUser,
  IconUsersGroup,
} from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { loadLate } from "../ui/load-late.tsx";
import places from "../ui/Places.module.css";
import { PlaceName } from "../ui/Places.tsx";
import { NotificationsPart } from "./NotificationsPart.tsx";
import { PreferencesForm } from "./PreferencesForm.tsx";
import { ProfileForm } from "./ProfileForm.tsx";
import { PART_GROUPS, PARTS, type PartName, partsFor } from "./parts.ts";
import { SecurityPart } from "./SecurityPart.tsx";
import { ServerPart } from "./ServerPart.tsx";
import classes from "./settings.module.css";

const SetupPart = loadLate(async () => (await import("../setup/SetupPart.tsx")).SetupPart);
const OfficeHoursPart = loadLate(async () => (await import("../sla/SlaParts.tsx")).OfficeHoursPart);
const PoliciesPart = loadLate(async () => (await import("../sla/SlaParts.tsx")).PoliciesPart);
const AutomationsPart = loadLate(async () => (await import("../automations/AutomationsPart.tsx")).AutomationsPart);
const AssignmentPart = loadLate(async () => (await import("../routing/AssignmentPart.tsx")).AssignmentPart);
const MacrosPart = loadLate(async () => (await import("../macros/MacrosPart.tsx")).MacrosPart);
const ReportsPart = loadLate(async () => (await import("../report-emails/ReportsPart.tsx")).ReportsPart);
const HelpCenterPart = loadLate(async () => (await import("../help-center/HelpCenterPart.tsx")).HelpCenterPart);
const SurveysPart = loadLate(async () => (await import("../surveys/SurveysPart.tsx")).SurveysPart);
const TemplatesPart = loadLate(async () => (await import("./TemplatesAndRecurring.tsx")).TemplatesAndRecurring);
const EmailPart = loadLate(async () => (await import("../email/EmailPart.tsx")).EmailPart);

const CONTENT = {
  setup: { icon: IconListCheck, Part: SetupPart },
  profile: { icon: IconUser, Part: ProfileForm },
  preferences: { icon: IconAdjustments, Part: PreferencesForm },
  notifications: { icon: IconBell, Part: NotificationsPart },
  security: { icon: IconLock, Part: SecurityPart },
  macros: { icon: IconMessage2, Part: MacrosPart },
  templates: { icon: IconTemplate, Part: TemplatesPart },
  reports: { icon: IconChartBar, Part: ReportsPart },
  email: { icon: IconMail, Part: EmailPart },
  officeHours: { icon: IconCalendarTime, Part: OfficeHoursPart },
  sla: { icon: IconClock, Part: PoliciesPart },
  automations: { icon: IconBolt, Part: AutomationsPart },
  helpCenter: { icon: IconLifebuoy, Part: HelpCenterPart },
  surveys: { icon: IconStar, Part: SurveysPart },
  assignment: { icon: IconUsersGroup, Part: AssignmentPart },
  server: { icon: IconServer, Part: ServerPart },
} as const satisfies Record<PartName, unknown>;

/** Whether the part has no heading of its own. */
const isUntitled = (name: PartName): boolean => ["profile", "preferences", "notifications", "server"].includes(name);

/** The parts that need the width of the page. */
const WIDE: readonly PartName[] = [
  "setup",
  "email",
  "officeHours",
  "sla",
  "macros",
  "templates",
  "automations",
  "assignment",
  "reports",
];

// "help-center" is helpCenter, however an address is typed
const bare = (name: string): string => name.replaceAll("-", "").toLowerCase();

export function SettingsPage() {
  const t = useTexts();
  const user = useUser();
  const { part } = useParams({ strict: false }) as { part?: string };
  const names = partsFor(user);
  const current = names.find((name) => bare(name) === bare(part ?? "")) ?? "profile";
  const { Part } = CONTENT[current];
  const label = t(PARTS[current].title);
  return (
    <Box className={classes.page} data-list={!part || undefined}>
      <Title order={1} size="h2" mb="lg">
        <Link to="/settings" className={classes.back}>
          <IconChevronLeft size={20} aria-hidden />
          {t("settings.title")}
        </Link>
      </Title>
      <Box className={classes.columns} data-wide={WIDE.includes(current) || undefined}>
        <PartLinks names={names} current={current} />
        <Box component="section" aria-label={label} className={classes.part}>
          {isUntitled(current) && (
            <Title order={2} size="h4" mb="md">
              {label}
            </Title>
          )}
          <Part />
        </Box>
      </Box>
    </Box>
  );
}

/** All parts in their groups. On a phone they are a page of their own. */
function PartLinks({ names, current }: { names: readonly PartName[]; current: PartName }) {
  const t = useTexts();
  return (
    <nav aria-label={t("settings.title")} className={classes.parts}>
      {PART_GROUPS.map((group) => (
        <section key={group} aria-labelledby={`settings-${group}`}>
          <h2 id={`settings-${group}`} className={classes.group}>
            {t(`settings.groups.${group}`)}
          </h2>
          <ul className={places.list}>
            {names
              .filter((name) => PARTS[name].group === group)
              .map((name) => (
                <li key={name}>
                  <Link
                    to="/settings/$part"
                    params={{ part: name }}
                    className={places.place}
                    aria-current={name === current ? "page" : undefined}
                  >
                    <PlaceName icon={CONTENT[name].icon}>{t(PARTS[name].title)}</PlaceName>
                  </Link>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

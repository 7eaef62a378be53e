import { th as reportTitles } from "../../../wire/report-titles/th.ts";
import account from "./th/account.json";
import articles from "./th/articles.json";
import asCustomer from "./th/as-customer.json";
import assignment from "./th/assignment.json";
import automations from "./th/automations.json";
import bulkOutcome from "./th/bulk-outcome.json";
import checklist from "./th/checklist.json";
import companies from "./th/companies.json";
import contacts from "./th/contacts.json";
import creating from "./th/creating.json";
import dashboard from "./th/dashboard.json";
import deletedRecords from "./th/deleted-records.json";
import demo from "./th/demo.json";
import due from "./th/due.json";
import editor from "./th/editor.json";
import email from "./th/email.json";
import emptyList from "./th/empty-list.json";
import events from "./th/events.json";
import failures from "./th/failures.json";
import filterMenu from "./th/filter-menu.json";
import firstSteps from "./th/first-steps.json";
import following from "./th/following.json";
import forwarding from "./th/forwarding.json";
import helpCenter from "./th/help-center.json";
import invitation from "./th/invitation.json";
import items from "./th/items.json";
import knowledge from "./th/knowledge.json";
import linking from "./th/linking.json";
import listNotes from "./th/list-notes.json";
import look from "./th/look.json";
import macros from "./th/macros.json";
import merging from "./th/merging.json";
import newTicket from "./th/new-ticket.json";
import notify from "./th/notify.json";
import palette from "./th/palette.json";
import people from "./th/people.json";
import records from "./th/records.json";
import recurring from "./th/recurring.json";
import replies from "./th/replies.json";
import reportEmails from "./th/report-emails.json";
import savedViews from "./th/saved-views.json";
import serverSettings from "./th/server-settings.json";
import settings from "./th/settings.json";
import setup from "./th/setup.json";
import sla from "./th/sla.json";
import snooze from "./th/snooze.json";
import surveys from "./th/surveys.json";
import synonyms from "./th/synonyms.json";
import templates from "./th/templates.json";
import ticket from "./th/ticket.json";
import zones from "./th/zones.json";

export const th = {
  account,
  articles,
  asCustomer,
  assignment,
  automations,
  bulkOutcome,
  checklist,
  companies,
  contacts,
  creating,
  dashboard: { ...dashboard, ...reportTitles },
  deletedRecords,
  demo,
  due,
  editor,
  email,
  emptyList,
  events,
  failures,
  filterMenu,
  firstSteps,
  following,
  forwarding,
  helpCenter,
  invitation,
  items,
  knowledge,
  linking,
  listNotes,
  look,
  macros,
  merging,
  newTicket,
  notify,
  palette,
  people,
  records,
  recurring,
  replies,
  reportEmails,
  savedViews,
  serverSettings,
  settings,
  setup,
  sla,
  snooze,
  surveys,
  synonyms,
  templates,
  ticket,
  zones,
};

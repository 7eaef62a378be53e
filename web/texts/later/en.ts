import { en as reportTitles } from "../../../wire/report-titles/en.ts";
import account from "./en/account.json";
import articles from "./en/articles.json";
import asCustomer from "./en/as-customer.json";
import assignment from "./en/assignment.json";
import automations from "./en/automations.json";
import bulkOutcome from "./en/bulk-outcome.json";
import checklist from "./en/checklist.json";
import companies from "./en/companies.json";
import contacts from "./en/contacts.json";
import creating from "./en/creating.json";
import dashboard from "./en/dashboard.json";
import deletedRecords from "./en/deleted-records.json";
import demo from "./en/demo.json";
import due from "./en/due.json";
import editor from "./en/editor.json";
import email from "./en/email.json";
import emptyList from "./en/empty-list.json";
import events from "./en/events.json";
import failures from "./en/failures.json";
import filterMenu from "./en/filter-menu.json";
import firstSteps from "./en/first-steps.json";
import following from "./en/following.json";
import forwarding from "./en/forwarding.json";
import helpCenter from "./en/help-center.json";
import invitation from "./en/invitation.json";
import items from "./en/items.json";
import knowledge from "./en/knowledge.json";
import linking from "./en/linking.json";
import listNotes from "./en/list-notes.json";
import look from "./en/look.json";
import macros from "./en/macros.json";
import merging from "./en/merging.json";
import newTicket from "./en/new-ticket.json";
import notify from "./en/notify.json";
import palette from "./en/palette.json";
import people from "./en/people.json";
import records from "./en/records.json";
import recurring from "./en/recurring.json";
import replies from "./en/replies.json";
import reportEmails from "./en/report-emails.json";
import savedViews from "./en/saved-views.json";
import serverSettings from "./en/server-settings.json";
import settings from "./en/settings.json";
import setup from "./en/setup.json";
import sla from "./en/sla.json";
import snooze from "./en/snooze.json";
import surveys from "./en/surveys.json";
import synonyms from "./en/synonyms.json";
import templates from "./en/templates.json";
import ticket from "./en/ticket.json";
import zones from "./en/zones.json";

export const en = {
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

import type { ROLES } from "../../../wire/users.ts";

interface Person {
  username: string;
  first_name: string;
  last_name: string;
  role: (typeof ROLES)[number];
  department: string;
}

export const PEOPLE: readonly Person[] = [
  { username: "ingrid", first_name: "Ingrid", last_name: "Aasen", role: "Admin", department: "Management" },
  { username: "mateo", first_name: "Mateo", last_name: "Rivas", role: "Tech", department: "Field support" },
  { username: "hana", first_name: "Hana", last_name: "Kobayashi", role: "Tech", department: "Field support" },
  { username: "declan", first_name: "Declan", last_name: "Moore", role: "Tech", department: "Network" },
  { username: "amara", first_name: "Amara", last_name: "Okoye", role: "Music", department: "Curation" },
  { username: "lucien", first_name: "Lucien", last_name: "Berger", role: "Music", department: "Curation" },
  { username: "priya", first_name: "Priya", last_name: "Nair", role: "Finance", department: "Accounts" },
  { username: "tomas", first_name: "Tomás", last_name: "Duarte", role: "Sales", department: "Hospitality" },
];

type Industry = "Hotel" | "Restaurant" | "Retail";
export const COMPANIES: readonly {
  name: string;
  city: string;
  country: string;
  industry: Industry;
  staff: string[];
}[] = [
  {
    name: "Hotel Alder & Quay",
    city: "Bergen",
    country: "Norway",
    industry: "Hotel",
    staff: ["Sigrid Holm", "Jonas Vik"],
  },
  {
    name: "The Saffron Court",
    city: "Jaipur",
    country: "India",
    industry: "Hotel",
    staff: ["Meera Rathore", "Arjun Singh"],
  },
  {
    name: "Casa Mirador",
    city: "Valencia",
    country: "Spain",
    industry: "Hotel",
    staff: ["Elena Ferrer", "Pau Llorens"],
  },
  {
    name: "Lakeside Grand",
    city: "Lucerne",
    country: "Switzerland",
    industry: "Hotel",
    staff: ["Beat Zimmermann", "Nora Frei"],
  },
  {
    name: "Baan Talay Resort",
    city: "Krabi",
    country: "Thailand",
    industry: "Hotel",
    staff: ["Kanya Suwan", "Niran Chai"],
  },
  {
    name: "Osteria Fico",
    city: "Bologna",
    country: "Italy",
    industry: "Restaurant",
    staff: ["Giulia Conti", "Dario Serra"],
  },
  {
    name: "Smoke & Juniper",
    city: "Edinburgh",
    country: "United Kingdom",
    industry: "Restaurant",
    staff: ["Isla Reid", "Callum Kerr"],
  },
  {
    name: "Maison Bleuet",
    city: "Lyon",
    country: "France",
    industry: "Restaurant",
    staff: ["Camille Roux", "Hugo Petit"],
  },
  {
    name: "Izakaya Tsuru",
    city: "Osaka",
    country: "Japan",
    industry: "Restaurant",
    staff: ["Yuki Matsuda", "Ren Ogawa"],
  },
  {
    name: "Fern & Fable Books",
    city: "Portland",
    country: "United States",
    industry: "Retail",
    staff: ["Dana Whitlock", "Eli Brooks"],
  },
  {
    name: "Nordlys Outfitters",
    city: "Copenhagen",
    country: "Denmark",
    industry: "Retail",
    staff: ["Freja Lund", "Mads Krogh"],
  },
  {
    name: "Marisol Shoes",
    city: "Lisbon",
    country: "Portugal",
    industry: "Retail",
    staff: ["Inês Matos", "Rui Teles"],
  },
];

export const ZONES: Record<Industry, readonly string[]> = {
  Hotel: ["Lobby", "Rooftop Bar", "Spa", "Breakfast Room", "Pool Deck"],
  Restaurant: ["Dining Room", "Terrace", "Bar"],
  Retail: ["Shop Floor", "Fitting Rooms", "Entrance"],
};

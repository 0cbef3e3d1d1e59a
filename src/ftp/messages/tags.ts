import { roundCredits } from "../../accounts/index.ts";
import { formatSize, SECOND_MS } from "../../base/index.ts";

/** What a message may tell of the server; asked for only where a text does. */
export interface ServerFacts {
	/** How many are logged in. */
	readonly users: number;
	/** How many may be. */
	readonly mostUsers: number;
	/** Sessions of the account that asks. */
	readonly accountSessions: number;
	/** Of the account that asks; undefined while credits are switched off, or nobody is logged in. */
	readonly credits:
		| {
				readonly balance: number;
				readonly uploadPerKib: number;
				readonly downloadPerKib: number;
		  }
		| undefined;
}

/** What a message may tell. */
export interface MessageFacts {
	readonly serverName: string;
	readonly verbs: readonly string[];
	readonly siteVerbs: readonly string[];
	readonly nowMs: number;
	readonly idleMs: number;
	readonly serverAddress: string;
	readonly clientAddress: string;
	/** The account's name, or the name that a stranger gave. */
	readonly user: string | undefined;
	readonly folder: string;
	/** The built-in words that this message stands in for. */
	readonly reply: string;
	readonly server: ServerFacts | undefined;
	/** Undefined when nobody is logged in, or it is not known. */
	freeBytes(): Promise<number | undefined>;
}

/** A word in a message that stands for something else. */
export type Tag = {
	/** As in `{{usercount}}` and, in capitals, `####SYST_USERCOUNT####`. */
	readonly name: string;
	readonly about: string;
} & (
	| { readonly value: (facts: MessageFacts) => string | Promise<string> }
	/** Repeated as far as the line has room. */
	| { readonly rule: string }
);

/** What stands where nothing is known. */
const NONE = "-";

/** All tags. */
export const TAGS: readonly Tag[] = [
	{
		name: "servername",
		about: "the server's name",
		value: ({ serverName }) => serverName,
	},
	{
		name: "serveraddress",
		about: "the address that the client reached",
		value: ({ serverAddress }) => serverAddress,
	},
	{
		name: "clientaddress",
		about: "the client's address",
		value: ({ clientAddress }) => clientAddress,
	},
	{
		name: "time",
		about: "the server's time, as 18:05:00",
		value: ({ nowMs }) => dateAndTime(nowMs).time,
	},
	{
		name: "date",
		about: "the server's date, as 2026-01-31",
		value: ({ nowMs }) => dateAndTime(nowMs).date,
	},
	{
		name: "usercount",
		about: "how many are logged in",
		value: ({ server }) => shown(server?.users),
	},
	{
		name: "usercountmax",
		about: "how many are logged in, and how many may be: 3 of 200",
		value: ({ server }) =>
			server === undefined ? NONE : `${server.users} of ${server.mostUsers}`,
	},
	{
		name: "accountusers",
		about: "how many are logged in as the same account",
		value: ({ server }) => shown(server?.accountSessions),
	},
	{
		name: "username",
		about: "the account's name",
		value: ({ user }) => user ?? NONE,
	},
	{
		name: "folder",
		about: "the current folder",
		value: ({ folder }) => folder,
	},
	{
		name: "timeout",
		about: "seconds without a command until the connection is closed",
		value: ({ idleMs }) => `${Math.round(idleMs / SECOND_MS)}`,
	},
	{
		name: "spaceleft",
		about: "what is left of disk and quota, as 1.5 GiB",
		value: async (facts) => {
			const free = await facts.freeBytes();
			return free === undefined ? NONE : formatSize(free);
		},
	},
	{
		name: "credits",
		about: "the account's credits",
		value: ({ server }) => creditNumber(server?.credits?.balance),
	},
	{
		name: "creditsup",
		about: "credits for each KiB that is uploaded; negative when it costs",
		value: ({ server }) => creditNumber(server?.credits?.uploadPerKib),
	},
	{
		name: "creditsdown",
		about: "credits for each KiB that is downloaded; negative when it costs",
		value: ({ server }) => creditNumber(server?.credits?.downloadPerKib),
	},
	{
		name: "commandlist",
		about: "all commands",
		value: ({ verbs }) => verbs.join(" "),
	},
	{
		name: "sitelist",
		about: "all commands of SITE",
		value: ({ siteVerbs }) => siteVerbs.join(" "),
	},
	{
		name: "reply",
		about: "the built-in words that this text stands in for",
		value: ({ reply }) => reply,
	},
	{ name: "stars", about: "a line of * as wide as there is room", rule: "*" },
	{ name: "equals", about: "the same of =", rule: "=" },
	{ name: "dashes", about: "the same of -", rule: "-" },
];

const BY_NAME: ReadonlyMap<string, Tag> = new Map(
	TAGS.map((tag) => [tag.name, tag]),
);

/** The tag of that name, in any letter case; with or without `SYST_`. */
export function tagOf(name: string): Tag | undefined {
	return BY_NAME.get(name.toLowerCase().replace(/^syst_/, ""));
}

function shown(count: number | undefined): string {
	return count === undefined ? NONE : `${count}`;
}

function creditNumber(credits: number | undefined): string {
	return credits === undefined ? NONE : `${roundCredits(credits)}`;
}

function dateAndTime(nowMs: number): {
	readonly date: string;
	readonly time: string;
} {
	const at = new Date(nowMs);
	const two = (number: number): string => `${number}`.padStart(2, "0");
	return {
		date: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
		time: `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`,
	};
}

import { familyOf, hostPort, isLoopback, type Secret } from "../base/index.ts";
import { fingerprint } from "../certificates/index.ts";
import type { MachineAddress } from "../platform/index.ts";

/** A socket that is bound; the host is an address, or undefined for every address. */
export interface BoundListener {
	readonly mode: "explicit" | "implicit";
	readonly host: string | undefined;
	readonly port: number;
}

/** All that a person should see when the server has started. */
export interface StartFacts {
	/** The first line; undefined when nothing is kept. */
	readonly data: { readonly path: string; readonly why: string } | undefined;
	/** What this start made, as nouns: "the data folder". */
	readonly made: readonly string[];
	readonly listening: readonly BoundListener[];
	readonly addresses: readonly MachineAddress[];
	readonly passivePorts:
		| { readonly first: number; readonly last: number }
		| undefined;
	readonly root: string;
	/** How to log in, as far as it is known: a new password, or where it is to be found. */
	readonly login:
		| { readonly user: string; readonly password: Secret }
		| { readonly user: string; readonly passwordAt: string }
		| undefined;
	readonly certificate: { readonly name: string; readonly sha256: string };
	readonly notes: readonly string[];
}

/**
 * The lines that greet the person who started the server.
 * The password is shown when it is given: whoever calls this knows whether a terminal looks on.
 */
export function startLines(facts: StartFacts): string[] {
	const urls = facts.listening.flatMap((each) => urlsOf(each, facts.addresses));
	const shown = urls.length === 0 ? ["nowhere: every listener is off"] : urls;
	const { passivePorts: range } = facts;
	return [
		facts.data === undefined
			? "Data folder    none: nothing is kept"
			: `Data folder    ${facts.data.path}, because ${facts.data.why}`,
		...(facts.made.length === 0
			? []
			: [`Made           ${facts.made.join(", ")}`]),
		...facts.notes.map((note) => `Note           ${note}`),
		`Files          ${facts.root}`,
		...shown.map((url, index) =>
			index === 0 ? `Listening      ${url}` : `               ${url}`,
		),
		`Passive ports  ${range === undefined ? "any free port" : `${range.first}-${range.last}`}`,
		...loginLines(facts),
		`Certificate    ${facts.certificate.name}`,
		`SHA-256        ${fingerprint(facts.certificate.sha256)}`,
		...curlLines(facts),
	];
}

/**
 * The addresses under which a listener can be reached, nearest use first. A listener on every address shows all
 * of the machine's but those that need more than an address; loopback only when there is nothing else.
 */
export function urlsOf(
	listener: BoundListener,
	addresses: readonly MachineAddress[],
): string[] {
	const scheme = listener.mode === "explicit" ? "ftpes" : "ftps";
	return hostsOf(listener.host, addresses).map(
		(host) => `${scheme}://${hostPort({ host, port: listener.port })}`,
	);
}

function hostsOf(
	host: string | undefined,
	addresses: readonly MachineAddress[],
): readonly string[] {
	const isAny = host === undefined || host === "::" || host === "0.0.0.0";
	if (!isAny) return [host];
	const usable = addresses.filter(
		(each) =>
			!each.isLinkLocal && (host !== "0.0.0.0" || familyOf(each.address) === 4),
	);
	const outside = usable.filter((each) => !each.isLoopback);
	const shown = outside.length > 0 ? outside : usable;
	return shown
		.map((each) => each.address)
		.sort((a, b) => familyOf(a) - familyOf(b));
}

function loginLines({ login }: StartFacts): string[] {
	if (login === undefined) return [];
	return [
		`User           ${login.user}`,
		"password" in login
			? `Password       ${login.password.reveal()}`
			: `Password       ${login.passwordAt}`,
	];
}

function curlLines(facts: StartFacts): string[] {
	const { listening, addresses, login } = facts;
	const first =
		listening.find((each) => each.mode === "explicit") ?? listening[0];
	if (first === undefined) return [];
	const hosts = hostsOf(first.host, addresses);
	const host =
		hosts.find(isLoopback) ??
		(first.host === undefined ? "127.0.0.1" : hosts[0]);
	if (host === undefined) return [];
	const scheme = first.mode === "explicit" ? "ftp" : "ftps";
	const url = `${scheme}://${hostPort({ host, port: first.port })}/`;
	const required = first.mode === "explicit" ? " --ssl-reqd" : "";
	return [
		`Try            curl -k${required} --user ${login?.user ?? "NAME"} ${url}`,
	];
}

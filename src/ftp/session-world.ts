import type {
	Account,
	ClientIdentity,
	OwnPasswordOutcome,
	OwnPasswords,
} from "../accounts/index.ts";
import type { Clock, Endpoint, Secret } from "../base/index.ts";
import type { AccountFiles, VirtualPath } from "../files/index.ts";
import type { ServerEvent } from "../log/index.ts";
import type { FailureId } from "./failure-id.ts";
import type { MessageBook, ServerFacts } from "./messages/index.ts";
import type { DataPort, Hasher } from "./ports.ts";
import type { CommandTable } from "./table.ts";
import type { Traffic } from "./traffic.ts";

/** What the listener, the settings and, once somebody is logged in, the account demand of a session. */
export interface SessionPolicy {
	readonly serverName: string;
	readonly tls: "required" | "allowed";
	/** `required`: no transfer in clear. `default-on`: protected unless the client says PROT C. `client`: as RFC 4217 §9. */
	readonly dataTls: "required" | "default-on" | "client";
	readonly resumption: "off" | "prefer" | "require";
	readonly closeNotify: "strict" | "lenient";
	/** `required`: nobody logs in without a trusted certificate, or one of the account's own. */
	readonly clientAuth: "none" | "optional" | "required";
	/** Lets CCC end TLS on the control connection. */
	readonly allowsClearing: boolean;
	/** Lets PROT through without PBSZ. */
	readonly lenientPbsz: boolean;
	/** Lets the server open data connections (PORT, EPRT). */
	readonly allowsActive: boolean;
	/** Converts line ends for a client that asks for TYPE A. */
	readonly convertsText: boolean;
	readonly idleMs: number;
	readonly loginMs: number;
	readonly stalledMs: number;
	readonly loginFailures: number;
}

/** What an account sees and may do. */
export interface AccountView {
	readonly files: AccountFiles;
	/** Where the session begins. */
	readonly start: VirtualPath;
	readonly traffic: Traffic;
	/** Where the account's rules differ from those of the listener. */
	readonly policy: Partial<SessionPolicy>;
}

/** What a login opens. */
export interface OpenedAccount extends AccountView {
	/** Lets go of the login: called once, when it is over. */
	close(): void;
}

/** A right password that lets nobody in: a limit, or an address that the account does not come from. */
export interface LoginRefusal {
	/** 421 ends the connection, 530 leaves it for another try. */
	readonly code: 421 | 530;
	/** For the client. */
	readonly sentence: string;
	/** For the log: the rule that said so. */
	readonly why: string;
	/** Under which it may have other words. */
	readonly failure?: FailureId;
}

/** What a session needs of the world. */
export interface SessionWorld {
	readonly id: string;
	readonly mode: "explicit" | "implicit";
	readonly remote: Endpoint;
	readonly local: Endpoint;
	readonly policy: SessionPolicy;
	readonly table: CommandTable;
	readonly dataPort: DataPort;
	/** Whether TLS can begin at this moment. */
	canSecure(): boolean;
	readonly clock: Clock;
	readonly log: (event: ServerEvent) => void;
	/** Whether events of a kind are heard of by anybody. Absent: all are. */
	hears?(kind: ServerEvent["kind"]): boolean;
	/** The account, or undefined when name and password do not fit, or the account may not log in. */
	authenticate(
		name: string,
		password: Secret,
		client: ClientIdentity | undefined,
	): Promise<Account | undefined>;
	/** The account of that name, when the client's certificate is one of its own. */
	recognise(name: string, client: ClientIdentity): Account | undefined;
	/** What is demanded of somebody of that name before a password is asked for; nothing when there is no such account. */
	demandsOf(name: string): Pick<Partial<SessionPolicy>, "tls" | "clientAuth">;
	/** Lets an account in that has proved itself. @throws {Error} when its home cannot be opened */
	openAccount(account: Account): Promise<OpenedAccount | LoginRefusal>;
	readonly hasher: Hasher;
	/** Whether this server goes by that name (HOST). In lower case; an address is in brackets when it is IPv6. */
	knowsHost(name: string): boolean;
	/** The words that an administrator gave. Absent: all are the built-in ones. */
	readonly messages?: MessageBook;
	/** What messages may tell of the server, and of whoever is logged in. */
	serverFacts?(account: Account | undefined): ServerFacts;
	/** Absent: users may not change their passwords themselves (SITE PSWD). */
	changePassword?(
		account: Account,
		change: OwnPasswords,
	): Promise<OwnPasswordOutcome>;
}

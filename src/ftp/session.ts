import type { Account } from "../accounts/index.ts";
import type { Clock, Endpoint } from "../base/index.ts";
import type { AccountFiles, VirtualPath } from "../files/index.ts";
import { ROOT } from "../files/index.ts";
import { ActivityRecord } from "./activity.ts";
import type { FactName } from "./listing/index.ts";
import { DEFAULT_FACTS } from "./listing/index.ts";
import type { HashAlgorithm, PassiveOffer, TlsFacts } from "./ports.ts";
import type {
	AccountView,
	OpenedAccount,
	SessionPolicy,
	SessionWorld,
} from "./session-world.ts";
import type { CommandTable } from "./table.ts";
import { FREE_TRAFFIC, type Traffic } from "./traffic.ts";

/** What HASH uses until OPTS HASH chooses. */
export const DEFAULT_HASH: HashAlgorithm = "SHA-256";

/** Who is at the other end, as far as it is known. */
export type Login =
	| { readonly stage: "stranger" }
	| { readonly stage: "named"; readonly user: string }
	| {
			readonly stage: "member";
			readonly account: Account;
			readonly opened: OpenedAccount;
	  };

/** What is protected now (RFC 4217): the control connection, whether PBSZ was given, the next data connection. */
export interface Protection {
	readonly control: "clear" | "tls";
	readonly buffer: "unset" | "zero";
	readonly data: "clear" | "private";
}

/** How the next data connection is to come about. */
export type DataPlan =
	| { readonly kind: "none" }
	| { readonly kind: "passive"; readonly offer: PassiveOffer }
	| { readonly kind: "active"; readonly target: Endpoint };

/** Bytes of a file from one position up to, and without, another. */
export interface ByteRange {
	readonly fromByte: number;
	readonly toByte: number;
}

/** What one command left for the next. */
export interface Pending {
	readonly renameFrom?: VirtualPath;
	readonly restartAt?: number;
	/** Of RANG: the first byte, and the one behind the last. */
	readonly range?: ByteRange;
}

/** How bytes are represented. FTP begins with ASCII, but bytes are converted only for a client that asked for it. */
export type Representation =
	| { readonly type: "ascii"; readonly asked: boolean }
	| { readonly type: "image" };

/** The running transfer as STAT shows it and ABOR ends it. */
export interface TransferStatus {
	readonly what: string;
	readonly kind: "upload" | "download" | "listing" | "hash";
	readonly path: string;
	bytes: number;
	abort(end: TransferEnd): void;
}

/** Why a transfer is broken off from our side. */
export type TransferEnd =
	| { readonly kind: "abor" | "controlLost" | "stalled" | "stopping" }
	/** `reason` is for the client and the log. */
	| { readonly kind: "administrator"; readonly reason: string };

/** One client at the control connection: the state that commands read and change. */
export class Session {
	readonly world: SessionWorld;
	login: Login = { stage: "stranger" };
	protection: Protection = { control: "clear", buffer: "unset", data: "clear" };
	tls: TlsFacts | undefined;
	plan: DataPlan = { kind: "none" };
	pending: Pending = {};
	cwd: VirtualPath = ROOT;
	representation: Representation = { type: "ascii", asked: false };
	epsvAll = false;
	listedFacts: ReadonlySet<FactName> = DEFAULT_FACTS;
	hashAlgorithm: HashAlgorithm = DEFAULT_HASH;
	/** What HOST named, in lower case (RFC 7151). */
	hostName: string | undefined;
	loginFailures = 0;
	readonly activity: ActivityRecord;
	/** By the wall clock. */
	readonly startedMs: number;
	#policy: SessionPolicy;
	#transfer: TransferStatus | undefined;
	#endOfNext: TransferEnd | undefined;

	constructor(world: SessionWorld) {
		this.world = world;
		this.#policy = world.policy;
		this.startedMs = world.clock.nowMs();
		this.activity = new ActivityRecord(world.clock.monotonicMs());
	}

	/** The listener's rules, and those of the account once somebody is logged in. */
	get policy(): SessionPolicy {
		return this.#policy;
	}

	get table(): CommandTable {
		return this.world.table;
	}

	get clock(): Clock {
		return this.world.clock;
	}

	/** The files of the account that is logged in. @throws {Error} before login: the gate has a hole */
	get files(): AccountFiles {
		if (this.login.stage !== "member") throw new Error("files before login");
		return this.login.opened.files;
	}

	/** What the account may move. */
	get traffic(): Traffic {
		return this.login.stage === "member"
			? this.login.opened.traffic
			: FREE_TRAFFIC;
	}

	/** Somebody is logged in. */
	enter(account: Account, opened: OpenedAccount): void {
		this.leave();
		this.login = { stage: "member", account, opened };
		this.#policy = { ...this.world.policy, ...opened.policy };
		this.cwd = opened.start;
	}

	/** The account of whoever is logged in has changed. Nothing happens when nobody is. */
	changeAccount(account: Account, view: AccountView): void {
		if (this.login.stage !== "member") return;
		const { account: before, opened } = this.login;
		this.login = {
			stage: "member",
			account,
			opened: { ...view, close: () => opened.close() },
		};
		this.#policy = { ...this.world.policy, ...view.policy };
		if (before.home !== account.home) this.cwd = view.start;
	}

	/** Nobody is logged in any more. */
	leave(): void {
		const { login } = this;
		this.login = { stage: "stranger" };
		this.#policy = this.world.policy;
		if (login.stage === "member") login.opened.close();
	}

	/** The running transfer, once it has got past its checks. */
	get transfer(): TransferStatus | undefined {
		return this.#transfer;
	}

	/** A transfer has got past its checks; undefined: it is over. One that was to be ended before is ended at once. */
	set transfer(transfer: TransferStatus | undefined) {
		this.#transfer = transfer;
		if (this.#endOfNext !== undefined) transfer?.abort(this.#endOfNext);
	}

	/** A transfer command begins; {@link endTransfer} means it from now on, also while it is still being checked. */
	beginTransfer(): void {
		this.#endOfNext = undefined;
	}

	/** Breaks the transfer off that runs, or is about to. */
	endTransfer(end: TransferEnd): void {
		this.#endOfNext = end;
		this.#transfer?.abort(end);
	}

	/** Whether text is to be converted on its way. */
	get convertsText(): boolean {
		return (
			this.policy.convertsText &&
			this.representation.type === "ascii" &&
			this.representation.asked
		);
	}

	/** Puts the next data connection's plan in place; an open passive port of the old one is closed. */
	planData(plan: DataPlan): void {
		if (this.plan.kind === "passive") this.plan.offer.close();
		this.plan = plan;
	}

	/** The plan, which one transfer uses up. The passive port in it is the caller's from now on. */
	takePlan(): DataPlan {
		const plan = this.plan;
		this.plan = { kind: "none" };
		return plan;
	}

	/** What the start of TLS leaves of a session: nothing (RFC 4217 §4.2). */
	secured(tls: TlsFacts, data: Protection["data"]): void {
		const { hostName } = this;
		this.#reset();
		// HOST may come before AUTH; a name in the handshake that differs is the client's later word.
		const named = tls.serverName ?? hostName;
		if (named === hostName) this.hostName = hostName;
		this.tls = tls;
		this.protection = { control: "tls", buffer: "unset", data };
	}

	/** TLS has ended on the control connection; data connections stay as protected as they were (RFC 4217 §5). */
	cleared(): void {
		this.protection = { ...this.protection, control: "clear" };
	}

	/** REIN: as after the greeting. Where TLS stays, data connections begin protected. */
	restarted(): void {
		this.#reset();
		const stays = this.world.mode === "implicit";
		if (!stays) this.tls = undefined;
		this.protection = stays
			? { control: "tls", buffer: "unset", data: "private" }
			: { control: "clear", buffer: "unset", data: "clear" };
	}

	#reset(): void {
		this.planData({ kind: "none" });
		this.leave();
		this.pending = {};
		this.cwd = ROOT;
		this.representation = { type: "ascii", asked: false };
		this.epsvAll = false;
		this.listedFacts = DEFAULT_FACTS;
		this.hashAlgorithm = DEFAULT_HASH;
		this.hostName = undefined;
	}

	/** The words that tell this session in the log. */
	get label(): {
		readonly session: string;
		readonly remote: string;
		readonly user?: string;
	} {
		const { id, remote } = this.world;
		const user =
			this.login.stage === "member"
				? this.login.account.name
				: this.login.stage === "named"
					? this.login.user
					: undefined;
		const known = { session: id, remote: remote.host };
		return user === undefined ? known : { ...known, user };
	}
}

import type { Upload } from "../../files/index.ts";
import { FileFailure } from "../../files/index.ts";
import type { ServerEvent } from "../../log/index.ts";
import { failureReply } from "../failure-replies.ts";
import type { DataConnection, IncomingChannel, TlsFacts } from "../ports.ts";
import { DataFailure } from "../ports.ts";
import type { FinalReply, Outcome, PreliminaryReply } from "../reply.ts";
import { failed, reply } from "../reply.ts";
import type { DataPlan, Session, TransferEnd } from "../session.ts";
import { FREE_METER, type TrafficMeter } from "../traffic.ts";
import { DATA_REPLIES, endReply, endText } from "./endings.ts";
import type { Progress } from "./progress.ts";
import type { TransferPlan, TransferWork } from "./transfer-plan.ts";

/** How long a client may take to open its data connection, and for the handshake on it. */
const CONNECT_DEADLINE_MS = 30_000;

/**
 * One transfer from 150 to its one final reply. Every ending is here: complete, no connection, failed handshake,
 * truncated, reset, stalled, ABOR, control connection lost, disk failure.
 */
export async function runTransfer(
	session: Session,
	plan: TransferPlan,
	announce: (reply: PreliminaryReply) => Promise<void>,
): Promise<Outcome> {
	const transfer = new Transfer(session, plan);
	session.transfer = transfer;
	try {
		const final = await transfer.run(announce);
		return { reply: final };
	} finally {
		session.transfer = undefined;
	}
}

/** A transfer's life: what it holds open, and the one reason for which it was broken off. */
class Transfer {
	readonly what: string;
	readonly kind: TransferWork["direction"];
	readonly path: string;
	bytes = 0;
	readonly #session: Session;
	readonly #plan: TransferPlan;
	readonly #dataPlan: DataPlan;
	readonly #startedMs: number;
	readonly #aborting = new AbortController();
	#end: TransferEnd | undefined;
	#open: { destroy(): void } | undefined;
	#tls: TlsFacts | undefined;
	#lastProgressMs: number;
	#meter: TrafficMeter = FREE_METER;
	#isHeldBack = false;
	#isSettled = false;
	#cancelWatch: () => void = () => undefined;

	constructor(session: Session, plan: TransferPlan) {
		this.#session = session;
		this.#plan = plan;
		this.kind = plan.work.direction;
		this.path = plan.path;
		this.what = `${plan.work.direction} of ${plan.path}`;
		this.#dataPlan = session.takePlan();
		this.#startedMs = session.clock.monotonicMs();
		this.#lastProgressMs = this.#startedMs;
	}

	/** Breaks it off; the first reason counts. What waits on the connection fails and comes to its end by itself. */
	abort(end: TransferEnd): void {
		if (!this.#isSettled) this.#end ??= end;
		this.#open?.destroy();
		this.#aborting.abort();
	}

	async run(
		announce: (reply: PreliminaryReply) => Promise<void>,
	): Promise<FinalReply> {
		let final: FinalReply;
		let failure: unknown;
		this.#meter =
			this.#plan.work.direction === "listing"
				? FREE_METER
				: this.#session.traffic.begin(this.#plan.work.direction);
		try {
			const connection = await this.#connect(announce);
			this.#watch();
			await this.#move(connection);
			final = reply(226, this.#plan.closing);
		} catch (caught) {
			failure = caught;
			final = this.#replyFor(caught);
		} finally {
			this.#cancelWatch();
			if (this.#dataPlan.kind === "passive") this.#dataPlan.offer.close();
			if (this.#plan.work.direction !== "upload") await this.#plan.work.close();
		}
		const charge = this.#meter.end(
			failure === undefined ? "complete" : "failed",
		);
		if (charge !== undefined) final = { ...final, note: charge };
		this.#report(final, failure);
		return final;
	}

	/** Clients that wait for the 150 before their handshake, and those that do not, both get on: 150 goes first. */
	async #connect(
		announce: (reply: PreliminaryReply) => Promise<void>,
	): Promise<DataConnection> {
		const opening = { code: 150, lines: [this.#plan.opening] } as const;
		const waiting = {
			deadlineMs: CONNECT_DEADLINE_MS,
			signal: this.#aborting.signal,
		};
		if (this.#dataPlan.kind === "passive") {
			const { offer } = this.#dataPlan;
			const [connection] = await Promise.all([
				offer.accept(waiting).finally(() => offer.close()),
				announce(opening),
			]);
			return this.#holding(connection);
		}
		if (this.#dataPlan.kind === "none") throw new Error("transfer unplanned");
		const { dataPort } = this.#session.world;
		const connection = await dataPort.connect(this.#dataPlan.target, waiting);
		this.#holding(connection);
		await announce(opening);
		return connection;
	}

	/** It has failed by itself: that the client then goes away, or gives up, is no reason any more. */
	#settle(): void {
		this.#isSettled = true;
	}

	#holding<Thing extends { destroy(): void }>(thing: Thing): Thing {
		this.#open = thing;
		if (this.#end !== undefined) thing.destroy();
		this.#refuseIfEnded();
		return thing;
	}

	#refuseIfEnded(): void {
		if (this.#end === undefined) return;
		throw new DataFailure("aborted", `broken off: ${this.#end.kind}`);
	}

	async #begun(
		begin: () => Promise<Upload>,
		channel: IncomingChannel,
	): Promise<Upload> {
		try {
			return await begin();
		} catch (failure) {
			this.#leave(channel, failure);
			throw failure;
		}
	}

	/**
	 * Of a failure of ours, a full disk or a quota, the client learns by the reply: were its connection broken off, many would report
	 * a broken pipe and never look for it (Python's ftplib, for one).
	 */
	#leave(channel: IncomingChannel, failure: unknown): void {
		const isOurs = failure instanceof FileFailure && this.#end === undefined;
		if (isOurs) channel.refuse();
		else channel.destroy();
	}

	async #move(connection: DataConnection): Promise<void> {
		const { work } = this.#plan;
		const request = {
			protection: this.#session.protection.data,
			closeNotify: this.#session.policy.closeNotify,
		};
		const progress = this.#progress();
		if (work.direction === "upload") {
			const channel = this.#secured(await connection.receive(request));
			const upload = await this.#begun(work.begin, channel);
			try {
				await work.run(channel, upload, progress);
				this.#refuseIfEnded();
			} catch (failure) {
				this.#settle();
				this.#leave(channel, failure);
				await upload.discard();
				throw failure;
			}
			channel.finish();
			await upload.commit();
			return;
		}
		const channel = this.#secured(await connection.send(request));
		try {
			await work.run(channel, progress, this.#aborting.signal);
			this.#refuseIfEnded();
			await channel.finish();
		} catch (failure) {
			channel.destroy();
			throw failure;
		}
	}

	/** Counts what moves, and holds it back where the account is to be slower. Waiting for that is no stall. */
	#progress(): Progress {
		const { activity, clock } = this.#session;
		const way = this.#plan.work.direction === "upload" ? "in" : "out";
		const moved = (bytes: number): void => {
			this.bytes += bytes;
			this.#lastProgressMs = clock.monotonicMs();
			activity.moved(way, bytes, this.#lastProgressMs);
		};
		const { grainBytes } = this.#meter;
		return {
			...(grainBytes === undefined ? {} : { grainBytes }),
			pass: (bytes) => {
				const turn = this.#meter.pass(bytes, this.#aborting.signal);
				if (turn === undefined) {
					moved(bytes);
					return undefined;
				}
				this.#isHeldBack = true;
				return turn.then(() => {
					this.#isHeldBack = false;
					moved(bytes);
				});
			},
		};
	}

	/** The channel stands; under `require` only with the session of the control connection (RFC 4217 §10.2: 522). */
	#secured<
		Channel extends {
			readonly tls: TlsFacts | undefined;
			refuse(): void;
			destroy(): void;
		},
	>(channel: Channel): Channel {
		this.#holding(channel);
		this.#tls = channel.tls;
		this.#lastProgressMs = this.#session.clock.monotonicMs();
		const required = this.#session.policy.resumption === "require";
		if (required && channel.tls !== undefined && !channel.tls.resumed) {
			channel.refuse();
			throw new DataFailure(
				"notResumed",
				"the TLS session of the control connection was not resumed ([tls] session_resumption = require)",
			);
		}
		return channel;
	}

	#watch(): void {
		const { stalledMs } = this.#session.policy;
		const { clock } = this.#session;
		const check = (): void => {
			const nowMs = clock.monotonicMs();
			if (this.#isHeldBack) this.#lastProgressMs = nowMs;
			const silentMs = nowMs - this.#lastProgressMs;
			if (silentMs >= stalledMs) this.abort({ kind: "stalled" });
			else this.#cancelWatch = clock.after(stalledMs - silentMs, check);
		};
		this.#cancelWatch = clock.after(stalledMs, check);
	}

	#replyFor(failure: unknown): FinalReply {
		if (this.#end !== undefined) return endReply(this.#end);
		if (failure instanceof DataFailure) return DATA_REPLIES[failure.reason];
		return (
			failureReply(failure) ??
			failed("server", 451, "The server failed; its log says why.")
		);
	}

	#report(final: FinalReply, failure: unknown): void {
		const { session: id, remote, user } = this.#session.label;
		const event: ServerEvent = {
			kind: "transfer",
			session: id,
			remote,
			...(user === undefined ? {} : { user }),
			direction: this.#plan.work.direction,
			path: this.#plan.path,
			bytes: this.bytes,
			durationMs: this.#session.clock.monotonicMs() - this.#startedMs,
			result:
				final.code === 226
					? "complete"
					: this.#end === undefined
						? "failed"
						: "aborted",
			...(failure === undefined ? {} : { why: this.#why(failure) }),
			...this.#fix(failure, user),
			...(this.#session.convertsText ? { ascii: true } : {}),
			tls: this.#tls !== undefined,
			resumed: this.#tls?.resumed ?? false,
		};
		this.#session.world.log(event);
	}

	/** Old clients never send close_notify: what to do about it stands where an administrator looks. */
	#fix(failure: unknown, user: string | undefined): { readonly fix?: string } {
		const isCut =
			failure instanceof DataFailure &&
			failure.reason === "truncated" &&
			this.#end === undefined;
		if (!isCut || user === undefined) return {};
		return {
			fix: `if this client never ends TLS properly: oceanftp user set ${user} --close-notify lenient`,
		};
	}

	#why(failure: unknown): string {
		if (this.#end !== undefined) return endText(this.#end);
		const known =
			failure instanceof DataFailure || failure instanceof FileFailure;
		return known || failure instanceof Error
			? failure.message
			: String(failure);
	}
}

import { OperatorError, printable, SECOND_MS } from "../../base/index.ts";
import { systemClock } from "../../platform/index.ts";
import { type BanView, banSubjectOf, viewOfBan } from "../../server/index.ts";
import { columns } from "../account/words.ts";
import type { Invocation } from "../command.ts";
import { withServerOr } from "../control/running-server.ts";
import { secondsFlag } from "../control/seconds-flag.ts";
import { durationText, momentText } from "../control/words.ts";
import { listKeptBans, withKeptBans } from "./kept-bans.ts";

/** `bans list` */
export async function listBans(invocation: Invocation): Promise<void> {
	const { output } = invocation;
	const bans = await inForce(invocation);
	if (bans.length === 0) output.note("Nobody is banned.");
	await output.result({
		lines: tableOf(bans, systemClock.nowMs()).map(printable),
		document: { schema: "oceanftp.bans/1", bans },
	});
}

/** `bans add WHO` */
export async function addBan(invocation: Invocation): Promise<void> {
	const { input, output } = invocation;
	const who = input.word("who") ?? "";
	const wish = {
		address: who,
		seconds: secondsFlag(input, "for") ?? null,
		reason: input.value("reason") ?? "by the administrator",
	};
	const subject = banSubjectOf(who);
	if (input.has("dry-run")) {
		output.note(printable(`${who} would be banned (dry run).`));
		return;
	}
	const ban = await withServerOr(
		invocation,
		async (server) => (await server.call("bans.add", wish)).ban,
		() =>
			withKeptBans(invocation, (bans) =>
				viewOfBan(
					bans.add({
						subject,
						lastsMs:
							wish.seconds === null ? undefined : wish.seconds * SECOND_MS,
						reason: wish.reason,
					}),
				),
			),
	);
	await output.result({
		lines: [
			printable(
				`${ban.address} is banned ${untilText(ban, systemClock.nowMs())}.`,
			),
		],
		document: { schema: "oceanftp.ban/1", ban },
	});
}

/** `bans remove WHO` */
export async function removeBan(invocation: Invocation): Promise<void> {
	const { input, output } = invocation;
	const who = input.word("who") ?? "";
	const subject = banSubjectOf(who);
	const isDry = input.has("dry-run");
	const removed = isDry
		? (await inForce(invocation)).some((ban) =>
				isSame(banSubjectOf(ban.address), subject),
			)
		: await withServerOr(
				invocation,
				async (server) =>
					(await server.call("bans.remove", { address: who })).removed,
				() => withKeptBans(invocation, (bans) => bans.remove(subject)),
			);
	if (!removed) {
		throw new OperatorError("ban.not-found", `${who} is not banned.`, {
			fix: "oceanftp bans list",
		});
	}
	const done = isDry ? "would be let in again (dry run)" : "is let in again";
	await output.result({
		lines: [printable(`${who} ${done}.`)],
		document: { schema: "oceanftp.ban-removed/1", address: who },
	});
}

async function inForce(invocation: Invocation): Promise<readonly BanView[]> {
	return await withServerOr(
		invocation,
		async (server) => (await server.call("bans.list")).bans,
		() => listKeptBans(invocation),
	);
}

function isSame(
	one: ReturnType<typeof banSubjectOf>,
	other: ReturnType<typeof banSubjectOf>,
): boolean {
	return JSON.stringify(one) === JSON.stringify(other);
}

const HEADINGS: readonly string[] = ["WHO", "SINCE", "UNTIL", "WHY"];

function tableOf(bans: readonly BanView[], nowMs: number): readonly string[] {
	if (bans.length === 0) return [];
	const rows = bans.map((ban) => [
		ban.address,
		momentText(Date.parse(ban.since), nowMs),
		untilText(ban, nowMs),
		ban.reason,
	]);
	return columns([HEADINGS, ...rows]);
}

function untilText({ until }: BanView, nowMs: number): string {
	if (until === null) return "until it is lifted";
	const untilMs = Date.parse(until);
	return `until ${momentText(untilMs, nowMs)}, for ${durationText(Math.ceil((untilMs - nowMs) / SECOND_MS) * SECOND_MS)}`;
}

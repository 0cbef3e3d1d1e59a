import * as v from "valibot";
import { OperatorError } from "../../base/index.ts";
import type { ControlApi, ControlMethod } from "./control-api.ts";

const text = v.pipe(v.string(), v.maxLength(1000));
/** A century: what is added to a date must stay one. */
const MOST_SECONDS = 100 * 365 * 86_400;
const seconds = v.pipe(
	v.number(),
	v.integer(),
	v.minValue(0),
	v.maxValue(MOST_SECONDS),
);

const nothing = v.object({});
const stopSession = v.object({ id: text, reason: text });
const kickSession = v.object({
	id: text,
	reason: text,
	banSeconds: v.optional(seconds),
});
const stopServer = v.object({ graceSeconds: v.optional(seconds) });
const addBan = v.object({
	address: text,
	seconds: v.nullable(seconds),
	reason: text,
});
const address = v.object({ address: text });

/** Reads what a request brings, and calls its method. @throws {OperatorError} control.failed when it is not what it should be */
export async function readRequest(
	api: ControlApi,
	method: ControlMethod,
	params: unknown,
): Promise<unknown> {
	const read = <Schema extends v.GenericSchema>(
		schema: Schema,
	): v.InferOutput<Schema> => {
		const result = v.safeParse(schema, params);
		if (result.success) return result.output;
		throw new OperatorError(
			"control.failed",
			`${method} was asked with parameters that it does not know.`,
			{ why: result.issues.map(({ message }) => message).join("; ") },
		);
	};
	switch (method) {
		case "status":
		case "sessions.list":
		case "reload":
		case "bans.list":
			read(nothing);
			return await api[method]();
		case "sessions.stop":
			return await api[method](read(stopSession));
		case "sessions.kick": {
			const { banSeconds, ...rest } = read(kickSession);
			return await api[method](
				banSeconds === undefined ? rest : { ...rest, banSeconds },
			);
		}
		case "stop": {
			const { graceSeconds } = read(stopServer);
			return await api[method](
				graceSeconds === undefined ? {} : { graceSeconds },
			);
		}
		case "bans.add":
			return await api[method](read(addBan));
		case "bans.remove":
			return await api[method](read(address));
	}
}

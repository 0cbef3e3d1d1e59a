import { CERTIFICATES, CHAIN, CSR } from "./help/certificate-topics.ts";
import { CONNECT } from "./help/connect.ts";
import { MESSAGES } from "./help/messages-topic.ts";
import { FIREWALL, NAT } from "./help/network.ts";
import { PORTABLE, SERVICE_TOPIC } from "./help/running.ts";
import type { Topic } from "./help/topic.ts";

/** Texts for `oceanftp help TOPIC`, said only as far as they are true today. Also in the man page. */
export const HELP_TOPICS: Readonly<Record<string, Topic>> = {
	connect: CONNECT,
	firewall: FIREWALL,
	nat: NAT,
	certificates: CERTIFICATES,
	csr: CSR,
	chain: CHAIN,
	portable: PORTABLE,
	services: SERVICE_TOPIC,
	messages: MESSAGES,
};

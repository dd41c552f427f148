// Reads a message that Python packed and prints its header and the bytes of its arrays: node read_message.js FILE
import { readFileSync } from "node:fs";
import { unpack } from "../../landscape/viewer/js/message.js";

const { header, arrays } = unpack(new Uint8Array(readFileSync(process.argv[2])));
const bytes = ({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength).toString("base64");
const coded = Object.fromEntries(Object.entries(arrays).map(([name, values]) => [name, bytes(values)]));
process.stdout.write(JSON.stringify({ header, arrays: coded }));

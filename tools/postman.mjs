// Compares the assertions that failed in a report of newman with a list of those that are known to fail. A failure that is not in the list, and
// one of the list that did not come, are failures both: the list says exactly where we leave the suite.
import { readFileSync } from "node:fs";

const [reportFile, listFile] = process.argv.slice(2);
const { run } = JSON.parse(readFileSync(reportFile, "utf8"));
const expected = readFileSync(listFile, "utf8").split("\n").map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));

const failed = run.failures.map((f) => `${f.parent.name} / ${f.source.name} / ${f.error.test ?? f.error.message}`);
const surprises = [...failed];
const missing = expected.filter((name) => {
  const at = surprises.indexOf(name);
  if (at >= 0) surprises.splice(at, 1);
  return at < 0;
});

const { total } = run.stats.assertions;
console.log(`${total - failed.length} of ${total} assertions hold; ${expected.length} are known to fail (docs/scim-conformance.md)`);
for (const name of surprises) console.log(`fails, and should not: ${name}`);
for (const name of missing) console.log(`holds, or was not run, and is in the list of those that fail: ${name}`);
process.exit(total > 0 && surprises.length + missing.length === 0 ? 0 : 1);

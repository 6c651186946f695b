// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
// Tables N.csv and queries N.sql of a folder; prints counts by study and the seconds that the prepared queries took.
import { DuckDBInstance } from '@duckdb/node-api';
import { existsSync, readFileSync } from 'node:fs';

const [folder, threads] = process.argv.slice(2);
let seconds = 0;
for (let n = 0; existsSync(`${folder}/${n}.csv`); ++n) {
  const instance = await DuckDBInstance.create(':memory:', { threads });
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE wide AS SELECT * FROM read_csv('${folder}/${n}.csv', all_varchar = true)`);
  const columns = (await connection.runAndReadAll("SELECT column_name FROM duckdb_columns() WHERE table_name = 'wide'")).getRows().flat();
  const typed = columns.map((name) => `CAST(${name} AS BOOLEAN) AS ${name}`).join(', ');
  await connection.run(`CREATE TABLE truths AS SELECT ${typed} FROM wide`);
  await connection.run('DROP TABLE wide');
  await connection.run('ALTER TABLE truths RENAME TO wide');
  const prepared = [];
  for (const query of readFileSync(`${folder}/${n}.sql`, 'utf8').split('\n').filter(Boolean)) prepared.push(await connection.prepare(query));
  const begin = process.hrtime.bigint();
  const counts = [];
  for (const query of prepared) counts.push((await query.runAndReadAll()).getRows()[0]);
  seconds += Number(process.hrtime.bigint() - begin) / 1e9;
  for (const [ineligible, eligible] of counts) console.log(`study ${ineligible} ${eligible}`);
  connection.closeSync();
  instance.closeSync();
}
console.log(`seconds ${seconds}`);

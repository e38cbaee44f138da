// A site of WordPress with a database of its own: both live in a temporary folder and end with the test. PHP's own
// server serves it, MariaDB listens on a socket in that folder alone.
// WORDPRESS names the folder with Debian's packages unpacked (build/wordpress unless set; tools/test fills it).
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { root, until } from "../e2e/browser.js";

const packages = process.env.WORDPRESS || join(root, "build/wordpress");
const setUp = fileURLToPath(new URL("set_up.php", import.meta.url));
const run = promisify(execFile);
// Debian has the database's program where only root looks.
const withDatabase = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

// With what it has started itself: PHP's workers outlive the first of them.
async function end(child) {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  process.kill(-child.pid, "SIGTERM");
  await ended;
}

export class WordPress {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "garner-wp-"));
    this.files = join(this.folder, "share/wordpress");
    this.socket = join(this.folder, "db.sock");
  }

  // The database and the web server; `url` is where. It answers once it is installed.
  async start() {
    cpSync(join(packages, "usr/share"), join(this.folder, "share"), { recursive: true, verbatimSymlinks: true });
    writeFileSync(join(this.files, "wp-config.php"), `<?php
      define('DB_NAME', 'community'); define('DB_USER', 'root'); define('DB_PASSWORD', ''); define('DB_HOST', 'localhost:${this.socket}');
      define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', ''); $table_prefix = 'wp_';
      define('WP_HOME', getenv('SITE_URL')); define('WP_SITEURL', WP_HOME);
      define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true); define('AUTOMATIC_UPDATER_DISABLED', true);
      if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
      require_once ABSPATH . 'wp-settings.php';\n`);
    writeFileSync(join(this.files, "favicon.ico"), "");  // what every browser asks for
    await this.startDatabase();
    await this.serve();
  }

  async startDatabase() {
    const data = join(this.folder, "db");
    const common = ["--no-defaults", `--datadir=${data}`, `--user=${userInfo().username}`];
    await run("mariadb-install-db", [...common, "--auth-root-authentication-method=normal", "--skip-test-db"], { env: withDatabase });
    this.database = spawn("mariadbd", [...common, `--socket=${this.socket}`, "--skip-networking", `--pid-file=${data}/pid`, "--skip-log-bin",
                                       "--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=0"], { stdio: "ignore", detached: true, env: withDatabase });
    await until(() => { assert.equal(this.database.exitCode, null, "the database has stopped"); return existsSync(this.socket); });
  }

  // PHP cannot look for a free port itself, so that one found free may be gone when it comes.
  async serve() {
    for (let left = 5; left > 0; --left) {
      const port = await freePort();
      this.url = `http://localhost:${port}`;
      this.web = spawn("php", ["-d", "display_errors=0", "-S", `127.0.0.1:${port}`, "-t", this.files],
                       { env: { ...process.env, SITE_URL: this.url, PHP_CLI_SERVER_WORKERS: "4" }, stdio: "ignore", detached: true });
      const answers = () => fetch(`${this.url}/readme.html`).then(({ ok }) => ok, () => false);
      await until(async () => this.web.exitCode !== null || await answers());
      if (this.web.exitCode === null) return;
    }
    assert.fail("PHP does not serve");
  }

  // Makes the tables, an administrator and the pages. `plugin`: PHP, as an administrator would put it into mu-plugins.
  async install({ plugin, pages }) {
    const plugins = join(this.files, "wp-content/mu-plugins");
    mkdirSync(plugins, { recursive: true });
    writeFileSync(join(plugins, "garner.php"), plugin);
    await this.php("install", pages);
  }

  // Changes the theme, for one; set_up.php has the deeds.
  async php(deed, argument) {
    await run("php", [setUp, this.files, deed, JSON.stringify(argument)], { env: { ...process.env, SITE_URL: this.url } });
  }

  async remove() {
    await end(this.web);
    await end(this.database);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

// Required by Node before jsii starts (see __init__.py): @cdktf/provider-aws ships lib/lazy-index.js,
// with the same exports as lib/index.js but as getters. An index that is not there stays as it is.
"use strict";
const fs = require("fs");
const Module = require("module");
const path = require("path");

const EAGER = path.join("@cdktf", "provider-aws", "lib", "index.js");
const resolveFilename = Module._resolveFilename;

Module._resolveFilename = function (...args) {
  const file = resolveFilename.apply(this, args);
  if (typeof file !== "string" || !file.endsWith(EAGER)) return file;
  const lazy = path.join(path.dirname(file), "lazy-index.js");
  return fs.existsSync(lazy) ? lazy : file;
};

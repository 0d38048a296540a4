// The packages that carry a Node binary declare `os` and `cpu` as strings. pnpm honours only arrays, and without
// them would link a foreign binary as `node`.
module.exports = {
  hooks: {
    readPackage(pkg) {
      if (/^node-(linux|win|darwin)-/.test(pkg.name ?? '')) {
        for (const key of ['os', 'cpu']) if (typeof pkg[key] === 'string') pkg[key] = [pkg[key]];
      }
      return pkg;
    },
  },
};

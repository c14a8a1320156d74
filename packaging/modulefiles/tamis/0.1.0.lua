-- tamis for Lmod. Unpack a release anywhere, for example below /appl/tamis, and then
--
--   module use /appl/tamis/tamis-0.1.0-x86_64-unknown-linux-musl/share/modulefiles
--   module load tamis
--
-- The program is found from where this file lies. Where your site keeps its module files elsewhere, copy
-- this one there and write the folder of the release here instead.

local root = myFileName():gsub("/share/modulefiles/tamis/[^/]*$", "")

whatis("Name: tamis")
whatis("Version: " .. myModuleVersion())
whatis("Description: web archives in, a balanced, deduplicated, filtered and accounted-for corpus out")
help([[
tamis turns web archives into pretraining corpora. It is one static program and needs no other module.
Its documents: ]] .. pathJoin(root, "share/doc/tamis") .. [[ 
To begin: tamis init my.toml]])

conflict("tamis")
prepend_path("PATH", pathJoin(root, "bin"))

"""Two contracts that import-linter lacks, for `.importlinter`."""

import sys
from collections.abc import Iterable
from typing import ClassVar

import grimp
from importlinter import Contract, ContractCheck, fields, output
from importlinter.domain.helpers import module_expressions_to_modules


class _DirectImports(Contract):
    """A contract about single imports; subclasses find the illegal ones."""

    modules = fields.ListField(subfield=fields.ModuleExpressionField())

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002
        illegal = sorted(self.illegal(graph))
        return ContractCheck(kept=not illegal, metadata={"illegal": illegal})

    def illegal(self, graph: grimp.ImportGraph) -> Iterable[tuple[str, str]]:
        """(importer, imported) of each import that is not allowed."""
        raise NotImplementedError

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["illegal"]:
            output.print_error(f"- {importer} -> {imported}", bold=False)
        output.new_line()

    def _named(self, graph: grimp.ImportGraph, expressions: object) -> set[str]:
        found = module_expressions_to_modules(graph, expressions, as_packages=True)  # type: ignore[arg-type]
        return {module.name for module in found}


class OnlyImports(_DirectImports):
    """`modules` import the standard library and `allowed`, nothing else. A new dependency is therefore refused too."""

    type_name: ClassVar[str] = "only_imports"
    allowed = fields.ListField(subfield=fields.ModuleExpressionField())

    def illegal(self, graph: grimp.ImportGraph) -> Iterable[tuple[str, str]]:
        allowed = self._named(graph, self.allowed) | sys.stdlib_module_names
        for importer in self._named(graph, self.modules):
            for imported in graph.find_modules_directly_imported_by(importer) - allowed:
                yield importer, imported


class OwnRoom(_DirectImports):
    """`modules` are imported from within their own package only: bot.polls.store by bot.polls and what is in it."""

    type_name: ClassVar[str] = "own_room"

    def illegal(self, graph: grimp.ImportGraph) -> Iterable[tuple[str, str]]:
        for module in self._named(graph, self.modules):
            package = module.rpartition(".")[0]
            for importer in graph.find_modules_that_directly_import(module):
                if importer != package and not importer.startswith(f"{package}."):
                    yield importer, module

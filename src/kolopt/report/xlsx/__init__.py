"""A plan as a workbook that finance can go on working in: live formulas over the plan's figures."""

from kolopt.report.xlsx.render import render

__all__ = ["render"]

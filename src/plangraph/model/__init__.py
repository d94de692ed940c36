"""The words that every stage speaks: places, amounts, divisions, fiscal years, records, findings."""

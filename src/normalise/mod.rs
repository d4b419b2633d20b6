//! Figures in context to comparable claims: units, dates, places, ids.

"""What the study finds, one module per notebook: from selected figures to sentences, tables, charts."""

"""What the notation must be able to say, clause by clause, and where each is said: as true, as false, in Python."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Clause:
    """A thing to be said. ``true`` are equations of `examples/identities/`, ``false`` equations of `tests/false/`, both
    as file.equation; ``python`` are tests, as file.test."""

    words: str
    true: tuple[str, ...] = ()
    false: tuple[str, ...] = ()
    python: tuple[str, ...] = ()


def _clause(words: str, true: str = "", false: str = "", python: str = "") -> Clause:
    """A clause from names with spaces between; a name without a file is in the file of the one before."""
    return Clause(words, _names(true), _names(false), _names(python))


def _names(text: str) -> tuple[str, ...]:
    names: list[str] = []
    for word in text.split():
        file, dot, name = word.rpartition(".")
        names.append(f"{file}.{name}" if dot else f"{names[-1].partition('.')[0]}.{word}")
    return tuple(names)


CLAUSES = (
    # tensor basics
    _clause("numbers, vectors, matrices, tensors of order 3 and 4", "tensors.orders tensor_caps"),
    _clause(
        "operations, each with its sum formula, einsum string and PyTorch line",
        "tensors.dot outer matvec matmat trace dot_sum matvec_sum matmat_sum trace_sum",
        python="test_scores.test_sum_formula_einsum_and_torch_agree",
    ),
    _clause("a trace is cyclic", "traces.cyclic cyclic_names two rectangular"),
    _clause(
        "Tr MNP is not Tr NMP",
        "traces.order reversed not_product",
        "trace_order.order transposes.mirrored trace_of_product one_transposed",
    ),
    _clause(
        "a transpose reverses products",
        "traces.reverses not_reversed transpose twice transposed number",
        "transposes.kept_order commute symmetric.symmetric",
    ),
    _clause(
        "‖A‖² is A joined to itself",
        "tensors.norm norm_squares traces.norm sums.norm cross_terms",
        "norms.cross_terms of_product of_entries transposes.norm_is_trace",
    ),
    _clause("one-hot caps read an entry", "tensors.cap_row cap_entry cap_product caps_agree caps_differ"),
    _clause("joined dots fuse", "copies.fusion fusion_two fusion_order loop", "dots.all_pairs"),
    _clause("a dot of order 2 is the wire, one of order 1 is ones", "copies.order_two order_one cap capped"),
    _clause(
        "diag(v) is v on a dot",
        "copies.diagonal diagonal_apply diagonal_commute diagonal_product diagonal_trace declared_diagonal",
        "dots.diagonal_commutes diagonal_times diagonal_trace",
    ),
    _clause(
        "the Hadamard product is two dots",
        "copies.hadamard hadamard_vectors hadamard_commutes hadamard_matrix",
        "dots.hadamard",
    ),
    _clause(
        "a batch is a dot",
        "copies.batched batched_dot batched_slice batched_apart",
        "dots.batch_mixed batch_summed",
    ),
    _clause(
        "a dot copies one-hot vectors, and not general ones",
        "copies.copies_onehot copies_cap copies_general",
        "copied_vector.copied",
    ),
    _clause(
        "a dot is invariant under permutations, and not under rotations",
        "copies.permuted permuted_hadamard permuted_ones rotated rotated_ones rotated_hadamard rotated_wire",
        "rotated_dot.rotated rotations.hadamard all_ones copied",
    ),
    _clause("fuse then split is the identity", "grouping.fuse_split split_fuse parts joined"),
    _clause(
        "a Kronecker product by grouped wires, row-major as numpy's reshape",
        "grouping.kronecker mixed_product on_vectors trace kronecker_norm vectorised fastest order not_slowest",
        "kronecker.product thick_order.exchanged column_major slowest vectorised product trace split_crossed",
        "test_scores.test_kronecker_is_numpys",
    ),
    _clause(
        "U†U = 1 and UU† ≠ 1",
        "decompositions.isometry projector projector_twice projector_trace keeps_norm rotation",
        "projector.outer isometries.adjoint_keeps_norm",
    ),
    _clause(
        "M = Σ s_r u_r v_r†",
        "decompositions.svd svd_diagonal svd_right svd_norm"
        " computed.svd left_isometry right_isometry norm truncated_error",
        "isometries.without_values values_twice gram_is_square norm_of_values summed_apart",
    ),
    _clause("SVD after grouping legs", "computed.grouped grouped_isometry decompositions.grouped_isometry"),
    _clause("CP", "decompositions.cp cp_sum cp_norm"),
    _clause("Tucker", "decompositions.tucker tucker_core tucker_norm computed.tucker tucker_norm"),
    _clause("tensor train", "decompositions.train train_entry train_norm train_canonical computed.train train_norm"),
    _clause(
        "sums are linear: (A + H) B = A B + H B",
        "sums.right left both vectors matrices combination hadamard bias broadcast",
        "broadcasts.termwise other_wire not_diagonal number_is_no_identity summed_bias equal_after_all.linear",
    ),
    _clause(
        "σ(A B) ≠ σ(A) σ(B)",
        "functions.pointwise pointwise_any leaves of_sum",
        "pointwise.pointwise bubbles.split_any left sum",
    ),
    _clause("σ(σ(A B) C) ≠ σ(A B C)", "functions.merged", "bubbles.merged merged_any"),
    _clause(
        "elementwise functions commute with permutations, and not with rotations",
        "functions.permuted permuted_any neurons rotated rotated_any neurons_rotated",
        "rotations.function any_function neurons",
    ),
    # networks
    _clause(
        "the perceptron z = σ(σ(x W↑ + b↑) W↓ + b↓), with and without a batch",
        "mlp.one batch row rows call bias bias_outside",
        "bubbles.bias_outside blocks.bias_outside no_function",
    ),
    _clause(
        "one-hot tokens times W_E is row lookup; W_U",
        "tokens.lookup row position function two_tables two_tables_general unembedding one_logit token_logit",
        "lookups.function two_tables lengths other_row untied",
    ),
    _clause("a head: h(x) = A x W_V W_O", "heads.head ov call other_pattern", "attention.pattern_on_features"),
    _clause(
        "A = softmax of the masked x W_Q W_Kᵀ xᵀ / √d",
        "heads.pattern qk queries_keys scale scale_matters not_symmetric",
        "attention.scale_dropped scale_not_root queries_are_keys scores_transposed permuted_mask"
        " softmaxes.mask_transposed unmasked wrong_axis.rows",
    ),
    _clause(
        "the rows of A sum to one",
        "heads.rows columns constant value_bias softmax.rows rows_causal columns block.rows multihead.rows",
        "attention.columns softmaxes.columns both_axes",
    ),
    _clause("(A x) W = A (x W)", "heads.positions_features made_before two_patterns", "attention.patterns_commute"),
    _clause("a head is linear in x with A frozen", "heads.linear linear_scaled linear_difference block.frozen"),
    _clause(
        "and not otherwise",
        "heads.not_linear pattern_not_linear scores_quadratic",
        "linear_attention.linear attention.pattern_adds pattern_of_sum quadratic",
    ),
    _clause(
        "W_QK and W_OV have rank d_head at most",
        "low_rank.rank_qk rank_qk_projector rank_trace rank_ov computed.rank_qk rank_ov rank_general",
        python="test_scores.test_rank_of_circuits_is_at_most_head",
    ),
    _clause("one token's row: h_i = (Σ_j A_ij x_j) W_V W_O", "heads.token token_each first first_row"),
    _clause(
        "a sum over heads is a head wire is a concatenation times W_O",
        "multihead.stacked concatenated three each circuits order permuted wrong_head",
        "heads.wrong_head wrong_output sums_apart first_head_only mean_of_heads permuted_alone concatenated",
    ),
    _clause(
        "LayerNorm is centring, a scale for each position, gain and bias",
        "layernorm.layernorm written centring centring_twice fold not_linear rotated axis",
        "layernorm_eps.eps normalised.linear scaled rms positions bias_forgotten gain_order unbiased through_matrix"
        " rotations.layernorm",
    ),
    _clause("the residual stream", "block.stream attribution one_layer.stream layers.stream", "blocks.no_stream"),
    _clause(
        "a whole GPT-2 block",
        "block.whole attention mlp biases key_bias parallel",
        "blocks.parallel stream_twice other_gelu attention.query_bias gelu.gelu",
    ),
    # circuits
    _clause("zero layers: t W_E W_U", "one_layer.zero_layers zero_lookup expand.zero", "lookups.bigram_symmetric"),
    _clause(
        "one layer: a direct path and Σ_h A^h t W_E W_OV^h W_U",
        "one_layer.paths paths_unfolded paths_frozen tables operator expand.one one_heads",
        "paths.no_direct circuit_transposed",
    ),
    _clause(
        "the QK circuit t (W_E W_QK W_Eᵀ) tᵀ",
        "one_layer.qk_circuit qk_table qk_entry qk_order",
        "paths.qk_transposed",
    ),
    _clause(
        "two layers: direct, Σ h1, Σ h2, Σ h1 h2",
        "two_layer.stream paths paths_unfolded paths_frozen operators virtual_head expand.two two_heads two_written",
        "paths.no_virtual virtual_once weights_reversed patterns_reversed direct_twice",
    ),
    _clause(
        "(1 + H₁)(1 + H₂) terms",
        "two_layer.count expand.two_heads",
        "paths.count",
        "test_identities.test_number_of_paths",
    ),
    _clause(
        "second-layer scores: none, K-, Q- and Q&K-composition, inside the softmax",
        "scores.four named pattern K_circuit Q_circuit K_transpose expand.scores pattern",
        "compositions.three_terms once Q_is_K K_untransposed Q_transposed K_on_queries both_sides",
    ),
    _clause(
        "(1 + H)² terms over single heads",
        "scores.heads_sum count K_heads Q_heads QK_heads expand.scores_heads",
        python="test_identities.test_number_of_paths",
    ),
    _clause(
        "the softmax of a sum is not the sum of softmaxes",
        "scores.sum_of_softmaxes softmax.sums means",
        "sum_of_softmaxes.sums compositions.softmaxes softmaxes.mean product",
    ),
    _clause(
        "composition scores of queries, keys and values",
        "composition.Q K V transpose K_as_Q K_is_not_Q score_one scale_free",
        "composition_scores.K_is_Q norms_forgotten norms_multiply order trace",
    ),
    _clause(
        "composition scores lie between 0 and 1",
        "composition.score_one",
        python="test_scores.test_composition_scores_lie_between_zero_and_one",
    ),
    _clause(
        "and never need a model × model matrix",
        "composition.norm_OV norm_QK norm_Q norm_K norm_V score_Q score_K score_V wrong_gram",
        "composition_scores.wrong_gram wrong_core outer_sides",
        "test_scores.test_composition_scores_from_small_matrices test_composition_scores_form_no_large_matrix",
    ),
    _clause(
        "the copying score Σλ / Σ|λ| of W_E W_OV W_U, from a d_head × d_head matrix",
        "copying.trace trace_two vectors computed.copying_denominator copying_score",
        "copying.norms trace_of_square sums ov_alone symmetric",
        "test_scores.test_copying_score_from_a_small_matrix test_copying_forms_no_vocab_matrix",
    ),
    _clause(
        "two heads with one pattern: effective OV is the sum",
        "one_layer.same_pattern same_pattern_all two_patterns stacked",
        "heads.two_patterns weights_add",
    ),
    _clause("QK circuits of two heads do not add", "one_layer.qk_add qk_weights qk_stacked", "qk_circuits.adds"),
    _clause(
        "the induction head in one chain: shift, token match, copy",
        "induction.chain scores copied match_circuit match_key ideal",
        "induction.key_of_previous shifted_queries shifted_back match_symmetric match_is_identity",
    ),
    _clause(
        "the previous-token pattern is a shift",
        "induction.shift_second shift_first shift_rows shift_forth shift_twice shift_side",
        "induction.shift_rows shift_undone shift_twice",
        "test_identities_induction.test_they_make_an_induction_head_by_the_conditions_of_the_gallery",
    ),
    _clause(
        "a hand-built induction head: prefix-matching score above 0.999",
        "induction.blocks_token blocks_apart written matched",
        python="test_identities_induction.test_prefix_matching_score_is_that_of_an_induction_head",
    ),
    _clause(
        "without a start token row 0 fakes a match",
        "heads.first_row",
        python="test_identities_induction.test_without_a_start_token_the_first_row_fakes_a_match",
    ),
    _clause(
        "only its K-composition term is not zero",
        "induction.term_none term_Q term_QK term_K induction_head.terms",
        python="test_identities_induction.test_only_the_k_composition_term_is_not_zero",
    ),
    _clause(
        "removing the previous-token head kills the stripe",
        "induction.no_previous induction_head.removed",
        python="test_identities_induction.test_removing_the_previous_token_head_kills_the_stripe",
    ),
    _clause(
        "logits equal the full path expansion",
        "induction_head.paths paths_frozen induction.virtual",
        python="test_identities_induction.test_logits_equal_the_path_expansion_and_predict_the_repetition",
    ),
    _clause(
        "low rank is not the identity by its norm: error √(V − r)",
        "low_rank.norm_error norm_error_root norm_error_any not_identity",
        "copying.low_rank_identity norm_error",
        "test_scores.test_norm_error_of_a_low_rank",
    ),
    _clause(
        "and may be by its largest entries: a rank-2 matrix has them on the diagonal",
        "low_rank.circle circle_diagonal circle_top circle_norm",
        python="test_scores.test_rank_two_with_the_largest_entry_on_the_diagonal",
    ),
    _clause(
        "norm, top-1 and eigenvalue score are three measures",
        "low_rank.not_identity circle_top",
        "top_one.circle steps_back columns tied everywhere turned",
        python="test_scores.test_three_measures_of_copying",
    ),
    _clause(
        "prefix-matching score: mean attention to the position after a token's earlier place",
        "induction_head.prefix prefix_earlier prefix_after unseen",
        "induction.itself",
        "test_identities_induction.test_the_score_of_the_file_is_that_of_its_words",
    ),
    _clause(
        "previous-token score: mean of A[i, i − 1]",
        "induction_head.previous previous_trace",
        "induction.previous next",
        "test_identities_induction.test_previous_token_score",
    ),
)
"""Every clause, in the order of the field's texts: tensor basics, networks, circuits."""
